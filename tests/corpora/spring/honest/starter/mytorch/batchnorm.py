import numpy as np


class BatchNorm(object):

    def __init__(self, in_feature, alpha=0.9):

        self.alpha = alpha
        self.eps = 1e-8
        self.x = None
        self.norm = None
        self.out = None

        self.var = np.ones((1, in_feature))
        self.mean = np.zeros((1, in_feature))

        self.gamma = np.ones((1, in_feature))
        self.dgamma = np.zeros((1, in_feature))

        self.beta = np.zeros((1, in_feature))
        self.dbeta = np.zeros((1, in_feature))

        self.running_mean = np.zeros((1, in_feature))
        self.running_var = np.ones((1, in_feature))

    def __call__(self, x, eval=False):
        return self.forward(x, eval)

    def forward(self, x, eval=False):
        if eval:
            self.norm = (x - self.running_mean)/np.sqrt(self.running_var + self.eps)
            self.out = self.gamma*self.norm + self.beta
            return self.out

        self.x = x

        self.mean = np.mean(x, axis=0).reshape(1, -1)
        self.var = np.var(x, axis=0).reshape(1, -1)
        self.norm = (x - self.mean)/np.sqrt(self.var + self.eps)
        self.out = self.gamma*self.norm + self.beta

        self.running_mean = self.alpha*self.running_mean + (1 - self.alpha)*self.mean
        self.running_var = self.alpha*self.running_var + (1 - self.alpha)*self.var

        return self.out

    def backward(self, delta):
        m = delta.shape[0]
        sqrt_var = np.sqrt(self.var + self.eps)

        self.dbeta = np.sum(delta, axis=0).reshape(1, -1)
        self.dgamma = np.sum(delta*self.norm, axis=0).reshape(1, -1)

        grad_norm = self.gamma*delta
        grad_var = -0.5*np.sum(grad_norm*(self.x - self.mean)/sqrt_var**3, axis=0)
        # the second term of eq. 17 is 0, the sum of x - mean
        grad_mean = -np.sum(grad_norm/sqrt_var, axis=0)

        return grad_norm/sqrt_var + grad_var*2/m*(self.x - self.mean) + grad_mean/m

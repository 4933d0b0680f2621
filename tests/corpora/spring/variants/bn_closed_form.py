"""The backward pass in closed form."""

BASE = "student"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = """
m = delta.shape[0]
std = np.sqrt(self.var + self.eps)
centred = self.x - self.mean
dnorm = delta * self.gamma
self.dbeta = np.sum(delta, axis=0, keepdims=True)
self.dgamma = np.sum(delta * self.norm, axis=0, keepdims=True)
dvar = -0.5 * np.sum(dnorm * centred * std**-3, axis=0, keepdims=True)
dmean = -np.sum(dnorm / std, axis=0, keepdims=True) - 2 / m * dvar * np.sum(
    centred, axis=0, keepdims=True
)
return dnorm / std + dvar * (2 / m * centred) + dmean / m
"""
NEW = """
m = delta.shape[0]
std = np.sqrt(self.var + self.eps)
centred = self.x - self.mean
dnorm = delta * self.gamma
self.dbeta = np.sum(delta, axis=0, keepdims=True)
self.dgamma = np.sum(delta * self.norm, axis=0, keepdims=True)
return (dnorm - dnorm.mean(axis=0) - self.norm * (dnorm * self.norm).mean(axis=0)) / std
"""

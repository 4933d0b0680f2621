"""dW by einsum."""

BASE = "student"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = 'self.dW = np.einsum("ni,nj->ij", self.x, delta) / n'

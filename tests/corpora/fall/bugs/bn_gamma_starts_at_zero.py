"""gamma starts at zero, so that a new layer gives only beta."""

BASE = "student"
PROBLEM = "batchnorm"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.__init__"
OLD = "Tensor(np.ones(num_features), requires_grad=True, is_parameter=True)"
NEW = "Tensor(np.zeros(num_features), requires_grad=True, is_parameter=True)"

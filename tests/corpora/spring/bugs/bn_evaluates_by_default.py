"""forward() without eval evaluates."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
PLACE = "mytorch/batchnorm.py:BatchNorm"
OLD = "def forward(self, x, eval=False): ..."
NEW = "def forward(self, x, eval=True): ..."

"""forward() without eval evaluates."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
FILE = "mytorch/batchnorm.py"
OLD = "    def forward(self, x, eval=False):"
NEW = "    def forward(self, x, eval=True):"

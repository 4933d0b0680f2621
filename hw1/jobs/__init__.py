"""Jobs for people who only want a small network: train one on their own data, and predict with it.

datasets.py reads the data (csv_rows.py, npz_arrays.py), models.py builds the network, fit.py trains it
(steps.py, augment.py), saved_model.py keeps it in a file, prediction.py uses it (pictures.py). Nothing is
imported here. The commands are mytorch_twins/train_command.py and predict_command.py.
"""

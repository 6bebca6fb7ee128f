"""Sources of data besides the folder of CSV files: what other systems export, turned into the import contract."""

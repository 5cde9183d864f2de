"""Each setting once: its name, type, default and meaning.

Machine settings (machine.py) belong to one computer and stand in a TOML file; centre settings (centre.py)
belong to the centre and stand in its database (storage/centre_settings.py). Either is a frozen dataclass
whose fields say everything that the settings page, the documents and the checks need (declared.py). A wrong
value never stops the program: its default is used, and what is wrong is told.
"""

"""The faces: today the command line `copilot`.

Does not know: business rules; it asks `app` and prints the answer.
"""

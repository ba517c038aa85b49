"""Files in and out through the browser: imports with a preview, kept with what they brought."""

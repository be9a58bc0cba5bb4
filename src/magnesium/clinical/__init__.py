"""What is known about too little and too much magnesium."""

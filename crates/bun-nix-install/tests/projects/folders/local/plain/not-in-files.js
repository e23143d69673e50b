still copied

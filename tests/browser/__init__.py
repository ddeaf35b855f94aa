"""What is seen of pages in a real browser, which all tests here share."""

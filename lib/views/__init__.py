"""What each page shows, made from data and options without Streamlit, so that pages, routes and exports share it."""

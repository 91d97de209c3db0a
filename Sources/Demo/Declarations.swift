/// What the tables are called and how they hang together: as DDL and as manifest.
extension ShopWriter {
  static let declarations = """
    CREATE TABLE categories (
      category_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      parent_id INTEGER REFERENCES categories(category_id)
    );
    CREATE TABLE products (
      sku TEXT NOT NULL PRIMARY KEY,
      category_id INTEGER NOT NULL REFERENCES categories(category_id),
      name TEXT NOT NULL,
      details TEXT,
      price REAL,
      launched_at DATETIME NOT NULL
    );
    CREATE TABLE customers (
      customer_id INTEGER PRIMARY KEY,
      name TEXT,
      born_on DATE,
      country TEXT,
      source TEXT,
      newsletter BOOLEAN NOT NULL,
      joined_at DATETIME NOT NULL
    );
    CREATE TABLE orders (
      order_id INTEGER PRIMARY KEY,
      customer_id INTEGER NOT NULL REFERENCES customers(customer_id),
      channel TEXT,
      coupon TEXT,
      carrier TEXT,
      placed_at DATETIME NOT NULL
    );
    CREATE TABLE order_lines (
      line_id INTEGER PRIMARY KEY,
      order_id INTEGER NOT NULL REFERENCES orders(order_id),
      sku TEXT NOT NULL REFERENCES products(sku),
      quantity INTEGER NOT NULL,
      unit_price REAL NOT NULL,
      placed_at DATETIME NOT NULL
    );
    CREATE TABLE deliveries (
      delivery_id INTEGER PRIMARY KEY,
      order_id INTEGER NOT NULL REFERENCES orders(order_id),
      days_late INTEGER NOT NULL,
      delivered_at DATETIME NOT NULL
    );
    CREATE TABLE reviews (
      review_id INTEGER PRIMARY KEY,
      customer_id INTEGER REFERENCES customers(customer_id),
      sku TEXT REFERENCES products(sku),
      stars INTEGER,
      body TEXT,
      written_at DATETIME NOT NULL
    );
    CREATE TABLE visits (
      visit_id INTEGER PRIMARY KEY,
      customer_id INTEGER REFERENCES customers(customer_id),
      sku TEXT REFERENCES products(sku),
      device TEXT,
      pages INTEGER,
      seconds INTEGER,
      started_at DATETIME NOT NULL
    );
    """

  static let manifest = """
    name: demo
    manifest_version: 1
    description: A made-up web shop of two years, 2024 and 2025, with the dirt that real ones have.
    val_timestamp: '\(Calendar.dateText(Cutoffs.validation))'
    test_timestamp: '\(Calendar.dateText(Cutoffs.test))'
    tables:
      categories:
        pkey: category_id
        time_col: null
        fkeys:
          parent_id: categories
      products:
        pkey: sku
        time_col: launched_at
        fkeys:
          category_id: categories
      customers:
        pkey: customer_id
        time_col: joined_at
        fkeys: {}
      orders:
        pkey: order_id
        time_col: placed_at
        fkeys:
          customer_id: customers
      order_lines:
        pkey: line_id
        time_col: placed_at
        fkeys:
          order_id: orders
          sku: products
      deliveries:
        pkey: delivery_id
        time_col: delivered_at
        fkeys:
          order_id: orders
      reviews:
        pkey: review_id
        time_col: written_at
        fkeys:
          customer_id: customers
          sku: products
      visits:
        pkey: visit_id
        time_col: started_at
        fkeys:
          customer_id: customers
          sku: products

    """
}

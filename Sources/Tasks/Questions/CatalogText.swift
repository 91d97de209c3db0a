/// The built-in ``TaskCatalog``. Cutoffs are those of the databases; table and column names are RelBench's.
let catalogText = """
  - database: rel-f1
    val: "2005-01-01"
    test: "2010-01-01"
    tasks:
    - name: driver-dnf
      kind: binary_classification
      entity: drivers
      target: did_not_finish
      window: 30 days
      description: Whether a driver will not finish a race in the next 30 days.
      question:
        text: Will this driver fail to finish a race within the next 30 days?
        yes_means: 1
        rows: results
        measure: exists
        where: "statusId != 1"
    - name: driver-top3
      kind: binary_classification
      entity: drivers
      target: qualifying
      window: 30 days
      description: Whether a driver will qualify in the top 3 for a race within the next 30 days.
      question:
        text: Will this driver qualify in the top 3 for a race within the next 30 days?
        yes_means: 1
        rows: qualifying
        measure: exists
        where: "position <= 3"
    - name: driver-position
      kind: regression
      entity: drivers
      target: position
      window: 60 days
      description: The average finishing position of a driver in all races of the next 60 days.
      question:
        text: What will be the average finishing position of this driver over the next 60 days?
        yes_means: 1
        rows: results
        measure: mean
        column: positionOrder
  - database: rel-amazon
    val: "2015-10-01"
    test: "2016-01-01"
    tasks:
    - name: user-churn
      kind: binary_classification
      entity: customer
      target: churn
      window: 91 days
      description: Whether a customer, active in the last 91 days, will write no review in the next 91 days.
      question:
        text: Will this customer write any review within the next 91 days?
        yes_means: 0
        rows: review
        measure: exists
    - name: item-churn
      kind: binary_classification
      entity: product
      target: churn
      window: 91 days
      description: Whether a product, reviewed in the last 91 days, will receive no review in the next 91 days.
      question:
        text: Will this product receive any review within the next 91 days?
        yes_means: 0
        rows: review
        measure: exists
    - name: user-ltv
      kind: regression
      entity: customer
      target: ltv
      window: 91 days
      description: The total price of the products that a customer will review in the next 91 days.
      question:
        text: What is the total price of the products this customer will review within the next 91 days?
        yes_means: 1
    - name: item-ltv
      kind: regression
      entity: product
      target: ltv
      window: 91 days
      description: The total price of the reviews that a product will receive in the next 91 days.
      question:
        text: What is the total price this product will sell for within the next 91 days?
        yes_means: 1
  - database: rel-avito
    val: "2015-05-08"
    test: "2015-05-14"
    tasks:
    - name: user-visits
      kind: binary_classification
      entity: UserInfo
      target: num_click
      window: 4 days
      description: Whether a user will visit more than one ad in the next 4 days.
      question:
        text: Will this user visit more than one ad within the next 4 days?
        yes_means: 1
        rows: VisitStream
        measure: count
        threshold: ">= 2"
    - name: user-clicks
      kind: binary_classification
      entity: UserInfo
      target: num_click
      window: 4 days
      description: Whether a user will click on more than one ad in the next 4 days.
      question:
        text: Will this user click on more than one ad within the next 4 days?
        yes_means: 1
        rows: [SearchInfo, SearchStream]
        measure: count
        where: "IsClick = 1"
        threshold: ">= 2"
    - name: ad-ctr
      kind: regression
      entity: AdsInfo
      target: num_click
      window: 4 days
      description: The click-through rate of an ad in the next 4 days, given that it is clicked.
      question:
        text: What will be the click-through rate of this ad over the next 4 days?
        yes_means: 1
        rows: SearchStream
        measure: mean
        column: IsClick
  - database: rel-event
    val: "2012-11-21"
    test: "2012-11-29"
    tasks:
    - name: user-repeat
      kind: binary_classification
      entity: users
      target: target
      window: 7 days
      description: Whether a user who attended an event in the last 14 days will attend one in the next 7 days.
      question:
        text: Will this user attend an event within the next 7 days?
        yes_means: 1
    - name: user-ignore
      kind: binary_classification
      entity: users
      target: target
      window: 7 days
      description: Whether a user will ignore more than 2 event invitations in the next 7 days.
      question:
        text: Will this user ignore more than 2 event invitations within the next 7 days?
        yes_means: 1
        rows: event_attendees
        measure: count
        where: "status = invited"
        threshold: ">= 3"
    - name: user-attendance
      kind: regression
      entity: users
      target: target
      window: 7 days
      description: How many events a user will answer yes or maybe to in the next 7 days.
      question:
        text: How many events will this user attend within the next 7 days?
        yes_means: 1
  - database: rel-hm
    val: "2020-09-07"
    test: "2020-09-14"
    tasks:
    - name: user-churn
      kind: binary_classification
      entity: customer
      target: churn
      window: 7 days
      description: Whether a customer, active in the last 7 days, will buy nothing in the next 7 days.
      question:
        text: Will this customer make any purchase within the next 7 days?
        yes_means: 0
        rows: transactions
        measure: exists
    - name: item-sales
      kind: regression
      entity: article
      target: sales
      window: 7 days
      description: The total sales of an article in the next 7 days.
      question:
        text: What will be the total sales of this article over the next 7 days?
        yes_means: 1
        rows: transactions
        measure: sum
        column: price
  - database: rel-stack
    val: "2020-10-01"
    test: "2021-01-01"
    tasks:
    - name: user-engagement
      kind: binary_classification
      entity: users
      target: contribution
      window: 91 days
      description: Whether a user will post, vote or comment in the next 91 days.
      question:
        text: Will this user post, vote or comment within the next 91 days?
        yes_means: 1
    - name: user-badge
      kind: binary_classification
      entity: users
      target: WillGetBadge
      window: 91 days
      description: Whether a user will receive a new badge in the next 91 days.
      question:
        text: Will this user receive a new badge within the next 91 days?
        yes_means: 1
        rows: badges
        measure: exists
    - name: post-votes
      kind: regression
      entity: posts
      target: popularity
      window: 91 days
      description: How many votes a post will receive in the next 91 days.
      question:
        text: How many votes will this post receive within the next 91 days?
        yes_means: 1
        rows: votes
        measure: count
  - database: rel-trial
    val: "2020-01-01"
    test: "2021-01-01"
    tasks:
    - name: study-outcome
      kind: binary_classification
      entity: studies
      target: outcome
      window: 365 days
      description: Whether a trial will reach its primary outcome (p at most 0.05) within the next year.
      question:
        text: Will this study achieve its primary outcome within the next 365 days?
        yes_means: 1
        rows: [outcomes, outcome_analyses]
        measure: min
        column: p_value
        threshold: "<= 0.05"
    - name: study-adverse
      kind: regression
      entity: studies
      target: num_of_adverse_events
      window: 365 days
      description: How many patients of a trial will have severe adverse events or die within the next year.
      question:
        text: How many patients of this study will have severe adverse events within the next 365 days?
        yes_means: 1
    - name: site-success
      kind: regression
      entity: facilities
      target: success_rate
      window: 365 days
      description: The share of a site's trials that will succeed within the next year.
      question:
        text: What share of the trials of this facility will succeed within the next 365 days?
        yes_means: 1
  - database: online-retail
    val: "2011-09-09"
    test: "2011-10-10"
    tasks:
    - name: customer-churn
      kind: binary_classification
      entity: customers
      target: churn
      window: 30 days
      description: Whether a customer who bought in the last 90 days will buy nothing in the next 30 days.
      question:
        text: Will this customer buy anything within the next 30 days?
        yes_means: 0
        rows: invoices
        measure: exists
        where: "is_cancellation = false"
    - name: product-orders
      kind: regression
      entity: products
      target: num_orders
      window: 14 days
      description: In how many orders a product sold in the last 60 days will appear in the next 14 days.
      question:
        text: In how many orders will this product appear within the next 14 days?
        yes_means: 1
        rows: invoice_lines
        measure: count
        where: "quantity >= 1"
  - database: demo
    val: "DEMO"
    test: "DEMO"
    tasks:
    - name: churn
      kind: binary_classification
      entity: customers
      target: churned
      window: 60 days
      description: Whether a customer who ordered in the last 90 days will order nothing in the next 60 days.
      question:
        text: Will this customer order anything within the next 60 days?
        yes_means: 0
        rows: orders
        measure: exists
    - name: lifetime-value
      kind: regression
      entity: customers
      target: spent
      window: 60 days
      description: The money that a customer will spend on orders of the next 60 days.
      question:
        text: How much will this customer spend on orders within the next 60 days?
        yes_means: 1
        rows: [orders, order_lines]
        measure: sum
        column: unit_price
    - name: product-demand
      kind: regression
      entity: products
      target: units
      window: 30 days
      description: The units of a product that will be ordered in the next 30 days.
      question:
        text: How many units of this product will be ordered within the next 30 days?
        yes_means: 1
        rows: order_lines
        measure: sum
        column: quantity

  """

/// What databases of several fields call their tables, columns and values.
///
/// A line is a table: its name, the table its rows belong to, and columns with what they hold: a pool of
/// ``WordPools`` (`city=place`), numbers of a range (`age=18..90`, decimals when a bound has a point),
/// one of several values (`segment=consumer|corporate`), `bool`, or a time up to so many years ago
/// (`birth date=time 80`). A `*` marks tables whose rows happen at a time.
enum DomainTexts {
  /// Domains for training.
  static let training = [
    """
    customers : age=18..90, city=place, country=country, segment=consumer|corporate|home office, newsletter=bool, sign up date=time 6
    products : product name=thing, category=clothing|shoes|toys|garden|books|sports, brand=company, price=1.0..400.0, color=color, in stock=bool
    orders * customers : channel=web|store|phone|app, total=5.0..900.0, discount=0..40, coupon=code, delivery days=1..14, gift=bool
    order items * products : quantity=1..9, unit price=1.0..400.0, returned=bool
    reviews * customers : rating=1..5, title=phrase, helpful votes=0..60, verified=bool
    """,
    """
    patients : sex=female|male|other, age=0..99, blood type=A|B|AB|O, insurance=public|private|none, smoker=bool, weight=40.0..130.0
    doctors : doctor name=person, specialty=cardiology|surgery|pediatrics|oncology|neurology, years of practice=1..40, city=place
    admissions * patients : ward=general|intensive care|maternity|emergency, length of stay=1..30, admission type=elective|urgent|emergency, deductible=50.0..2000.0
    lab results * patients : test name=phrase, value=0.1..250.0, unit=mg|mmol|percent, abnormal=bool
    prescriptions * doctors : drug=thing, dose=5..500, frequency=daily|weekly|twice a day, refills=0..6
    """,
    """
    accounts : account type=checking|savings|business|student, branch=place, balance=-500.0..20000.0, currency=euro|dollar|pound|yen, overdraft=bool, opened=time 15
    clients : client name=person, age=18..95, occupation=job, district=place, income=900..12000, married=bool
    transactions * accounts : amount=-900.0..900.0, kind=withdrawal|deposit|transfer|fee, partner bank=company, symbol=code, operation=cash|card|remittance
    loans * clients : loan amount=1000..500000, duration=12..360, interest rate=0.5..14.0, status=running|finished|defaulted, purpose=car|house|education|travel
    cards * accounts : card type=classic|gold|junior, limit=200..10000, blocked=bool
    """,
    """
    students : student name=person, major=biology|history|physics|law|economics|music, year=1..6, home country=country, scholarship=bool, average grade=1.0..6.0
    courses : course title=phrase, level=bachelor|master|doctoral, credits=2..12, room=code, capacity=10..300
    teachers : teacher name=person, rank=lecturer|assistant|associate|full, department=humanities|science|engineering|arts, age=26..70
    enrollments * students : grade=1..6, attended=0..30, passed=bool, semester=spring|autumn
    evaluations * teachers : score=1..10, difficulty=1..10, would recommend=bool, comment=phrase
    """,
    """
    flights * airlines : origin=place, destination=place, departure delay=-15..240, distance=100..9000, aircraft=code, cancelled=bool
    airlines : airline name=company, country=country, alliance=star|sky|one|none, fleet size=2..900, low cost=bool
    passengers : passenger name=person, nationality=nationality, frequent flyer=bool, birth date=time 85
    bookings * passengers : cabin=economy|business|first, fare=40.0..4000.0, seats=1..6, bags=0..4, web booking=bool
    """,
    """
    users : display name=person, reputation=1..90000, location=place, about me=phrase, up votes=0..4000, down votes=0..400, creation date=time 12
    posts * users : post type=question|answer|wiki, score=-8..120, view count=0..90000, tags=topic, title=phrase, comment count=0..40
    votes * posts : vote type=up|down|favorite|spam, bounty=0..500
    badges * users : badge name=topic, class=gold|silver|bronze, tag based=bool
    comments * posts : score=0..30, text=phrase
    """,
    """
    films : film title=phrase, genre=comedy|drama|horror|thriller|animation|documentary, length=40..220, release year=1950..2024, language=language, rental rate=0.99..4.99, budget=10000..200000000
    actors : actor name=person, nationality=nationality, awards=0..20, height=150..205
    members : member name=person, age=14..90, plan=basic|standard|premium, country=country, active=bool
    ratings * members : stars=1..10, watched=bool, device=phone|laptop|television|tablet, minutes watched=1..220
    rentals * films : rental days=1..10, fee=0.99..9.99, late=bool, store=place
    """,
    """
    employees : full name=person, job title=job, department=sales|finance|research|support|legal, salary=1800..15000, office=place, remote=bool, hire date=time 25
    projects : project name=phrase, budget=5000..900000, priority=low|medium|high|critical, client=company, confidential=bool
    time sheets * employees : hours=0.5..12.0, activity=meeting|coding|travel|training, billable=bool
    absences * employees : reason=sick|vacation|parental|other, days=1..30, approved=bool
    invoices * projects : net amount=100.0..50000.0, tax rate=0..25, paid=bool, currency=euro|dollar|franc
    """,
    """
    sensors : sensor type=temperature|humidity|pressure|vibration, unit=celsius|percent|bar|hertz, site=place, firmware=code, installed=time 8, calibrated=bool
    readings * sensors : value=-20.0..120.0, quality=good|suspect|bad, battery=0..100
    machines : machine name=thing, manufacturer=company, power=1.0..250.0, year built=1975..2024, automatic=bool
    failures * machines : cause=wear|overload|operator|unknown, downtime=1..96, repair cost=20.0..9000.0, part=thing
    inspections * machines : result=pass|fail|repeat, inspector=person, findings=0..12
    """,
    """
    studies : study title=phrase, phase=one|two|three|four, enrollment=10..3000, sponsor=company, country=country, blinded=bool, start date=time 18
    conditions : condition name=topic, category=cancer|heart|lung|skin|mental, rare=bool
    outcomes * studies : outcome type=primary|secondary|other, p value=0.001..0.99, units=phrase, participants=5..2000
    adverse events * studies : severity=mild|moderate|severe|fatal, affected=0..90, organ=heart|liver|kidney|skin|brain, expected=bool
    """,
    """
    players : player name=person, position=goalkeeper|defender|midfielder|forward, height=160..205, preferred foot=left|right, nationality=nationality, market value=10000..90000000
    teams : team name=company, city=place, stadium capacity=1000..90000, founded=1880..2005, league=first|second|third
    matches * teams : home goals=0..6, away goals=0..6, attendance=100..80000, referee=person, overtime=bool
    appearances * players : minutes played=1..90, goals=0..4, yellow card=bool, shots=0..9, pass accuracy=40.0..98.0
    transfers * players : fee=0..60000000, loan=bool, contract years=1..6
    """,
    """
    hotels : hotel name=company, stars=1..5, city=place, rooms=8..800, pool=bool, breakfast=included|extra|none
    guests : guest name=person, home country=country, loyalty level=blue|silver|gold|platinum, language=language, age=18..90
    stays * guests : nights=1..21, room type=single|double|suite|family, rate=40.0..700.0, adults=1..4, children=0..4, cancelled=bool
    complaints * hotels : topic=noise|cleanliness|staff|food|price, resolved=bool, compensation=0.0..300.0
    """,
    """
    artists : artist name=person, genre=jazz|rock|folk|techno|opera|blues, country=country, formed=1950..2022, verified=bool
    albums : album title=phrase, label=company, tracks=4..30, length=18..95, explicit=bool
    listeners : age group=teen|twenties|thirties|older, country=country, subscription=free|family|premium, joined=time 10
    plays * listeners : seconds=5..600, skipped=bool, source=radio|playlist|search|album, volume=0..100
    concerts * artists : venue=place, ticket price=8.0..250.0, sold=0..60000, outdoor=bool
    """,
    """
    vehicles : model=thing, fuel=petrol|diesel|electric|hybrid, mileage=0..300000, year=1995..2024, color=color, plate=code
    drivers licenses : holder=person, license class=A|B|C|D, issued=time 30, points=0..12, valid=bool
    trips * vehicles : distance=0.5..800.0, purpose=work|leisure|delivery, start=place, end=place, passengers=0..6
    accidents * vehicles : severity=slight|serious|fatal, weather=dry|rain|snow|fog, speed limit=30..130, casualties=0..6, at night=bool
    repairs * vehicles : workshop=company, cost=30.0..5000.0, part=thing, warranty=bool
    """,
    """
    farms : farm name=company, region=place, area=1.0..900.0, organic=bool, main crop=wheat|maize|rice|potato|soy|barley
    fields : soil=clay|sand|loam|peat, slope=0.0..25.0, irrigated=bool, acidity=4.0..9.0
    harvests * fields : yield=0.2..14.0, moisture=8.0..35.0, grade=A|B|C, machine=thing
    sales * farms : buyer=company, price=50.0..900.0, tons=1..400, contract=spot|forward
    animals : species=cow|sheep|goat|pig|horse, weight=2.0..900.0, ear tag=code, vaccinated=bool, born=time 14
    """,
    """
    books : book title=phrase, author=person, publisher=company, pages=40..1200, language=language, binding=hardcover|paperback|digital, edition=1..12
    readers : reader name=person, birth year=1930..2016, category=child|student|adult|senior, fines=0.0..60.0, blocked=bool
    lendings * readers : days=1..60, renewed=0..3, overdue=bool, desk=code
    reservations * books : queue position=1..25, branch=place, notified=bool
    """,
    """
    parcels * senders : weight=0.1..31.5, zone=domestic|europe|world, express=bool, insured value=0..5000, tracking code=code
    senders : sender name=company, city=place, contract type=basic|volume|partner, monthly volume=1..90000
    scans * parcels : event type=pickup|sorting|customs|delivered|failed, hub=place, temperature=-10.0..35.0
    claims * senders : claim amount=5.0..4000.0, accepted=bool, reason=damage|loss|delay, handler=person
    """,
    """
    ads : ad title=phrase, category=jobs|cars|housing|services|pets, price=0..90000, region=place, photos=0..20, context ad=bool
    visitors : browser=chrome|firefox|safari|edge, device type=desktop|mobile|tablet, city=place, logged in=bool
    visits * visitors : pages=1..60, duration=1..3600, referrer=search|direct|social|mail, bounced=bool
    clicks * ads : position=1..20, histctr=0.001..0.4, is click=bool, hour=0..23
    searches * visitors : query=phrase, results=0..900, filter used=bool
    """,
    """
    stars : star name=code, spectral type=O|B|A|F|G|K|M, magnitude=-1.5..18.0, distance=4.2..9000.0, binary=bool
    telescopes : telescope name=company, aperture=0.2..12.0, country=country, altitude=10..5200
    observations * telescopes : exposure=1..7200, filter=red|green|blue|clear, seeing=0.4..4.0, usable=bool
    planets * stars : radius=0.3..20.0, period=0.5..4000.0, method=transit|velocity|imaging, habitable=bool
    """,
    """
    tenants : tenant name=person, household size=1..7, income=800..9000, pets=bool, moved in=time 20
    apartments : street=place, floor=0..24, area=18.0..220.0, rooms=1..7, heating=gas|oil|district|pump, elevator=bool
    payments * tenants : amount=200.0..2500.0, method=transfer|cash|debit, late=bool, reminder level=0..3
    defects * apartments : trade=plumbing|electric|painting|windows, urgency=low|normal|high, cost=20.0..3000.0, closed=bool
    """,
  ]

  /// Domains of which training never sees a name: motor racing, a city's services, a restaurant chain,
  /// energy supply.
  static let heldOut = [
    """
    pilots : surname=person, pilot code=code, citizenship=nationality, debut=1950..2023, championships=0..7
    constructors : constructor=company, base=place, engine supplier=company, budget cap=bool
    qualifyings * pilots : grid=1..24, lap seconds=58.0..120.0, tire=soft|medium|hard|wet, deleted=bool
    standings * constructors : rank=1..12, points=0..400, wins=0..20
    """,
    """
    citizens : citizen=person, residence=place, household=1..9, dog owner=bool, registered=time 40
    permits * citizens : permit kind=parking|building|market|fishing, charge=4.0..800.0, granted=bool, officer=person
    penalties * citizens : offense=speeding|littering|graffiti|trespass, fine=10..900, appealed=bool
    """,
    """
    chefs : chef=person, cuisine=thai|italian|mexican|french|turkish, michelin=0..3, vegan=bool
    dishes : dish=thing, calories=80..1900, spiciness=0..5, recipe author=person, seasonal=bool
    servings * dishes : guests served=1..12, tip=0.0..60.0, table code=code, sent back=bool
    """,
    """
    households : dwelling=villa|flat|cottage|farmhouse, tariff=night|flex|fixed, insulation=poor|fair|excellent, solar=bool, inhabitants=1..8
    meterings * households : kilowatt hours=0.2..95.0, peak=bool, estimated=bool, voltage=214..246
    outages * households : minutes=1..600, origin=storm|fire|digging|overgrowth, announced=bool
    """,
  ]
}

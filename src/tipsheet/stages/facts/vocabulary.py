"""Word tables of the fact rules: what raises a flag, and what a capitalised word may be.

Constant data only. The lists are our own, written from general knowledge of company news and filings;
nothing here is taken from a document of a test set (docs/decisions/061-fact-rules.md).
"""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations


class Flag:
    """What a sentence may hold; each rule asks for its flags before it looks closer."""

    MONEY = 1
    PERCENT = 2
    MEASURE = 4
    DEAL = 8
    COUNT = 16
    ROLE = 32
    PLACE = 64
    LISTING = 128
    EVENT = 256
    QUOTE = 512
    ORIGIN = 1024
    LIST = 2048
    RANK = 4096
    STAKE = 8192
    WHEN = 16384
    PRODUCT = 32768


MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip

FLAG_WORDS: dict[int, tuple[str, ...]] = {
    Flag.MONEY: (
        "$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₪", "₫", "₱", "฿", "rmb", "cny", "usd", "eur", "gbp", "jpy", "hkd",
        "chf", "sek", "nok", "dkk", "inr", "krw", "twd", "sgd", "aud", "cad", "brl", "zar", "yuan", "renminbi",
        "dollar", "euro", "pound", "yen", " won", "rupee", "franc", "krona", "kronor", "kroner", "krone", "rs.",
        "rs ", "rs\u00a0", "shekel", "ruble", "rouble", "rand", "peso", "lira", "dirham", "riyal", "crowns", "reais", "zlot", "pence", "p a share", "p per share", "baht", "ringgit", "forint",
        "naira", "koruna", "rupiah", "hryvnia", "mxn", "pln", "nzd", "sar ", "aed", "thb", "myr", "idr", "php", "huf", "czk", "ils", "try ", "rub",
    ),
    Flag.PERCENT: ("%", "percent", "per cent", " pct"),
    Flag.MEASURE: (
        "revenue", "sales", "turnover", "net income", "net earnings", "net profit", "profit", "loss", "lost ",
        "earn", "brought in", "contributed", "research and development", "on research", "into research", "r&d", "r and d", "total assets", "net result",
    ),
    Flag.DEAL: (
        "ipo", "public offering", "raise", "raising", "funding", "financing", "round", "invest", "inject", "lifeline",
        "rescue", "bailout", "cornerstone", "valu", "worth", "market cap", "price", "pricing", "apiece", "per share",
        "a share", "acqui", "buy", "bought", "takeover", "take over", "merge", "deal", "purchase", "sell", "sold",
        "sale", "offering", "stake", "proceeds", "buyout", "pay ", "paid", "flotation", "listing", "float", "debut",
        "transaction", "divest", "went public", "go public", "going public", "share", "capital", "series ",
        "secured", "financ", "took in", "loan", "credit", "backing", "bid", "offer", "agree", "settle",
    ),
    Flag.COUNT: (
        "employ", "staff", "payroll", "worker", "workforce", "headcount", "people", "jobs", "job ", "layoff", "lay off",
        "laid off", "laying off", "position", "customer", "client", "user", "subscriber", "roles", "shares",
        "redundan", "associates", "serves ", "serving ", "personnel", "team members", "member",
    ),
    Flag.ROLE: (
        "chief", "ceo", "cfo", "coo", "cto", "cio", "cmo", "chair", "president", "director", "officer", "founder",
        "founded", "head of", "manager", "secretary", "treasurer", "counsel", "controller", "boss", "vice",
        "managing partner", "partner", "administrator", "adviser", "advisor", "strategist", "analyst", "economist", "svp", "evp", "started", "set up by", "established by", "founding",
    ),
    Flag.PLACE: (" seat in ", "headquarter", "based", "head office", "hq", "principal executive offices", "principal office"),
    Flag.LISTING: (
        "stock exchange", "nasdaq", "nyse", "bourse", "ticker", "symbol", "euronext", "hkex", "exchange", "tsx",
        "lse", "aim", "otc", "main board", "star market", "stock market", "lists on", "listed", "list its", "borsa",
        "börse", "deutsche boerse", "six swiss", "asx",
    ),
    Flag.EVENT: (
        "fil", "lodg", "submit", "handed in", "hand in", "went in", "approv", "clear", "green light", "go-ahead",
        "debut", "trading", "went public", "go public", "list", "postpone", "delay", "put off", "shelv", "withdr",
        "scrap", "cancel", "abandon", "pull", "relaunch", "restart", "reopen", "taking orders", "blacklist",
        "sanction", "entity list", "put the", "placed", "added", "step", "resign", "left", "leave", "depart",
        "retire", "appoint", "named", "join", "succeed", "elect", "adopt", "effective", "announce", "agree",
        "sign", "enter", "complet", "clos", "acqui", "merg", "open", "launch", "die", "reincorporat", "approve",
        "suspend", "delist", "sued", "fine", "settle", "expire", "terminat", "became", "become", "take over", "took",
        "dismiss", "fired", "oust", "replace", "hire", "assum", "commenc", "begin", "began", "start", "public",
        "bankrupt", "chapter 11", "spin", "split", "renam", "chang", "vote", "meeting", "release", "recall", "report",
        "transition", "promot", "served", "ended", "wind", "restruct", "schedul", "expect", "due", "will ", "voted",
        "said", "told", "would", "buy", "bought", "purchas", "court", "ruled", "ruling", "jury", "judge", "tribunal", "ordered", "pric", "handed", "moved",
        "first day", "shut", "ceas", "mothball", "earnings", "results", "figures", "since ", "floated", "complet",
    ),
    Flag.QUOTE: ("“", "”", '"', "«", "»", "„", "‘"),
    Flag.ORIGIN: (
        "founded", "founder", "established", "incorporated", "set up", "started", "dates back", "dates from", "inception", "founding", "formed",
        "created", "since its", "traces", "goes back", "launched", "began", "organized under", "organised",
    ),
    Flag.LIST: (
        "investor", "backed", "backer", "partner", "teamed", "teams up", "alliance", "joint venture", "tie-up", "customer", "client", "shareholder", "led by", "stakeholder",
        "participat", "supplier", "smaller holdings", "holdings", "sponsor", "stockholder", "invested", "collaborat",
        "cornerstone", "funding from", "owner", "led the", "led its", "led a ", "took part", "taking part", "the round", "to invest", "suppl",
    ),
    Flag.RANK: (
        "largest", "biggest", "highest", "no. 1", "number one", "world's", "world’s", "ranked", "ranks", "second-",
        "third-", "most valuable", "leading", "top ", "fastest", "no. 2", "no. 3", "oldest", "first-largest",
    ),
    Flag.STAKE: ("stake", "shareholding", "owns", "own ", "owned", "holds", "hold ", "holding", "interest", "shareholder", "outstanding", "beneficial", "ownership", "stockholder", "of the shares", "of the company", "voting"),
    Flag.WHEN: (
        *(m for m in MONTHS if len(m) == 3),
        "day", "19", "20", " 18", " 17", "yesterday", "tomorrow", "month", "week", "of the year", "of this year", "of next year",
    ),
    Flag.PRODUCT: ("launch", "unveil", "introduc", "released", "rolled out", "known for", "maker of", "makes ", "debut", "brought", "develops", "designs", "manufactures", "supplies", "builds ", "supplier of", "producer of", "provider of", "manufacturer of", "developer of"),
}  # fmt: skip

CORPORATE_SUFFIXES = frozenset(
    "inc incorporated corp corporation co company ltd limited llc llp lp plc ag se sa nv bv ab as asa oyj spa gmbh kgaa "
    "kg kk pte pty bhd tbk srl sas group holdings holding international".split()
)
LEGAL_FORM = (
    r"(?:Inc|Incorporated|Corp|Corporation|Co|Company|Ltd|Limited|LLC|L\.L\.C|LLP|LP|L\.P|PLC|plc|Plc|AG|SE|S\.E|SA|S\.A"
    r"|NV|N\.V|BV|B\.V|AB|ASA|A/S|AS|Oyj|S\.p\.A|SpA|GmbH|KGaA|KG|KK|K\.K|Pte|Pty|Bhd|Berhad|Tbk|S\.r\.l|SAS|Holdings)"
)
# A chunk that holds one of these is an organisation.
ORGANISATION_WORDS = frozenset(
    "inc incorporated corp corporation co company ltd limited llc llp plc ag se sa nv bv ab asa gmbh group holdings holding "
    "bank bancorp capital partners ventures fund funds trust insurance technologies technology systems software labs "
    "laboratories pharmaceuticals pharma therapeutics biosciences energy oil gas petroleum motors airlines airways media "
    "entertainment pictures studios networks communications telecom wireless semiconductor electronics industries "
    "enterprises foods beverages brands stores cosmetics beauty financial securities asset management investments "
    "investment equity advisors associates university college institute foundation council commission committee agency "
    "authority ministry department exchange association federation union court office bureau administration board "
    "international worldwide global solutions services resources mining metals steel chemicals healthcare health "
    "medical biotech robotics aerospace automotive logistics railways properties realty reit hotels resorts".split()
)

# Organisations that speak in company news without being its subject, and capitalised words that are none.
OUTSIDERS = frozenset(
    (
        "times|journal|post|reuters|bloomberg|bloomberg news|cnbc|cnn|bbc|ap|afp|associated press|financial times|wall street journal|new york times"
        "|washington post|techcrunch|venturebeat|business insider|business wire|globenewswire|pr newswire|fortune|forbes|axios"
        "|marketwatch|yahoo|yahoo finance|south china morning post|caixin|caixin insight|ifr|verge|real deal|refinitiv|factset|lseg|dealogic"
        "|pitchbook|crunchbase|zacks|thomson reuters|s&p|s&p global|moody|fitch|getty images|congress|senate|house|sec"
        "|securities exchange commission|securities and exchange commission|u.s. securities and exchange commission|fed|federal reserve|european commission|treasury"
        "|treasury department|u.s. treasury|us treasury|u.s. treasury department|us treasury department|commerce department"
        "|us commerce department|u.s. commerce department|department of commerce|justice department|doj|ftc|federal trade commission"
        "|european union|eu|un|united nations|nato|who|fda|food and drug administration|white house|pentagon|supreme court"
        "|nasdaq|nyse|new york stock exchange|nasdaq stock market|hong kong stock exchange|london stock exchange"
        "|stock exchange of hong kong|stock exchange|hkex|euronext|twitter|facebook page|linkedin|youtube|wechat|weibo|edgar|sec edgar|entity list"
        "|gaap|ifrs|ebitda|ebita|ipo|ceo|cfo|coo|cto|ai|us|uk|u.s|u.k|esg|covid|covid-19|board|board of directors|company"
        "|chinese|american|company|item|form|exhibit|act|securities act|exchange act|fiscal year|series a|series b|series c|series d|series e|series f|series|class a|class b|class c|proposed nasdaq|compensation committee"
        "|annual report|registrant|common stock|board of|wall street|silicon valley|nist|iot|r&d|q1|q2|q3|q4|fy|h1|h2"
        "|attorney general|prime minister|president|chief executive|spac|etf|m&a|adjusted ebitda|plan|agreement|merger"
        "|merger agreement|purchase agreement|offer|notes|senior notes|credit agreement|effective date|closing"
    ).split("|")
)

COUNTRIES = frozenset(
    (
        "united states|united states of america|u.s.|u.s|us|usa|america|united kingdom|u.k.|u.k|uk|britain|great britain|england|scotland"
        "|wales|northern ireland|ireland|france|germany|italy|spain|portugal|netherlands|holland|belgium|luxembourg"
        "|switzerland|austria|sweden|norway|denmark|finland|iceland|poland|czech republic|czechia|slovakia|hungary"
        "|romania|bulgaria|greece|turkey|türkiye|cyprus|malta|croatia|serbia|slovenia|estonia|latvia|lithuania|ukraine|russia"
        "|belarus|kazakhstan|china|mainland china|hong kong|prc|hksar|macau|taiwan|japan|south korea|north korea|korea|india|pakistan"
        "|bangladesh|sri lanka|nepal|thailand|vietnam|malaysia|singapore|indonesia|philippines|cambodia|myanmar|australia"
        "|new zealand|canada|mexico|brazil|argentina|chile|colombia|peru|venezuela|ecuador|uruguay|panama|costa rica|cuba"
        "|cayman islands|bermuda|british virgin islands|israel|palestine|lebanon|jordan|syria|iraq|iran|saudi arabia"
        "|united arab emirates|uae|qatar|kuwait|bahrain|oman|egypt|morocco|algeria|tunisia|libya|nigeria|ghana|kenya"
        "|ethiopia|tanzania|uganda|south africa|zimbabwe|zambia|angola|europe|asia|africa|north america|south america"
        "|gaza|gaza strip|west bank|sudan|south sudan|afghanistan|albania|armenia|azerbaijan|georgia|bolivia|bosnia|botswana|cameroon|chad|congo|dominican republic|el salvador"
        "|fiji|gabon|gibraltar|greenland|guatemala|guernsey|haiti|honduras|isle of man|ivory coast|jamaica|jersey|kosovo|kyrgyzstan|laos|liberia|liechtenstein|madagascar|malawi|maldives|mali"
        "|mauritius|moldova|monaco|mongolia|montenegro|mozambique|namibia|nicaragua|niger|north macedonia|macedonia|papua new guinea|paraguay|puerto rico|rwanda|senegal|somalia|suriname|tajikistan"
        "|trinidad and tobago|turkmenistan|uzbekistan|yemen|crimea|kashmir|tibet|central america|caribbean|scandinavia|benelux|balkans"
        "|latin america|middle east|asia pacific|asia-pacific|emea|apac|southeast asia|west|east|north|south|eu"
    ).split("|")
)
US_STATES = frozenset(
    (
        "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois"
        "|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri"
        "|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma"
        "|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington"
        "|west virginia|wisconsin|wyoming|ontario|quebec|alberta|british columbia|bavaria|new south wales|guangdong|zhejiang|calif|conn|fla|ill|mass|mich|minn|tex|tenn|ore|okla|ariz|colo|wash"
    ).split("|")
)
CITIES = frozenset(
    (
        "new york|new york city|los angeles|san francisco|san jose|chicago|boston|seattle|austin|dallas|houston|denver|atlanta|miami"
        "|washington|philadelphia|detroit|minneapolis|phoenix|san diego|portland|palo alto|mountain view|cupertino|menlo park"
        "|santa clara|sunnyvale|redwood city|london|manchester|edinburgh|dublin|paris|lyon|berlin|munich|frankfurt|hamburg"
        "|cologne|stuttgart|amsterdam|rotterdam|eindhoven|brussels|zurich|geneva|basel|vienna|stockholm|oslo|copenhagen"
        "|helsinki|warsaw|prague|budapest|rome|milan|turin|madrid|barcelona|lisbon|athens|istanbul|moscow|kyiv|beijing|shanghai"
        "|shenzhen|guangzhou|hangzhou|chengdu|wuhan|nanjing|taipei|tokyo|osaka|kyoto|seoul|busan|mumbai|delhi|new delhi"
        "|bangalore|bengaluru|hyderabad|chennai|singapore|kuala lumpur|jakarta|bangkok|manila|hanoi|ho chi minh city|sydney"
        "|melbourne|brisbane|perth|auckland|toronto|montreal|vancouver|ottawa|calgary|mexico city|sao paulo|são paulo|rio de janeiro"
        "|buenos aires|santiago|bogota|lima|tel aviv|jerusalem|dubai|abu dhabi|riyadh|doha|cairo|lagos|nairobi|johannesburg"
        "|cape town|manhattan|brooklyn|queens|silicon valley|hollywood|las vegas|salt lake city|pittsburgh|cleveland|cincinnati"
        "|boise|spokane|tacoma|fresno|san antonio|fort worth|el paso|tucson|albuquerque|omaha|des moines|madison|buffalo|rochester|albany|providence|hartford|richmond|raleigh|durham"
        "|louisville|memphis|birmingham|new orleans|jacksonville|fort lauderdale|boca raton|st. petersburg|ann arbor|grand rapids|toledo|dayton|akron|wichita|tulsa|oklahoma city|little rock"
        "|tempe|scottsdale|boulder|irvine|santa monica|pasadena|burbank|long beach|san mateo|fremont|cambridge|waltham|burlington|stamford|greenwich|jersey city|newark|princeton|wilmington"
        "|arlington|reston|bethesda|honolulu|anchorage|halifax|quebec city|winnipeg|edmonton|waterloo|mississauga|markham|peterborough|dundee|aberdeen|glasgow|belfast|cardiff|swansea|bristol"
        "|leeds|sheffield|liverpool|newcastle|nottingham|leicester|coventry|norwich|oxford|reading|southampton|portsmouth|plymouth|exeter|bath|york|hull|derby|cork|galway|limerick|marseille"
        "|toulouse|bordeaux|lille|nantes|nice|strasbourg|grenoble|leipzig|dresden|hanover|hannover|bremen|dortmund|essen|düsseldorf|dusseldorf|nuremberg|bonn|antwerp|ghent|liège|utrecht"
        "|the hague|delft|groningen|maastricht|lausanne|bern|lucerne|graz|linz|salzburg|gothenburg|malmö|malmo|uppsala|bergen|trondheim|stavanger|aarhus|odense|aalborg|espoo|tampere|turku"
        "|tallinn|riga|vilnius|krakow|kraków|gdansk|wrocław|wroclaw|poznan|brno|bratislava|bucharest|sofia|belgrade|zagreb|ljubljana|thessaloniki|naples|bologna|florence|genoa|verona|venice"
        "|palermo|valencia|seville|bilbao|porto|nicosia|valletta|ankara|izmir|haifa|kuwait city|manama|muscat|jeddah|casablanca|tunis|accra|kampala|dar es salaam|kigali|addis ababa|lusaka"
        "|harare|durban|pretoria|pune|ahmedabad|kolkata|gurgaon|gurugram|noida|jaipur|kochi|karachi|lahore|islamabad|dhaka|colombo|kathmandu|yangon|phnom penh|penang|cebu|surabaya|bandung"
        "|nagoya|fukuoka|sapporo|yokohama|kobe|incheon|daejeon|tianjin|suzhou|xiamen|qingdao|dalian|chongqing|hefei|ningbo|kaohsiung|hsinchu|adelaide|canberra|hobart|darwin|wellington"
        "|christchurch|monterrey|guadalajara|san juan|panama city|medellin|medellín|quito|guayaquil|montevideo|asuncion|la paz|caracas|curitiba|porto alegre|belo horizonte|recife|cordoba"
        "|rosario|valparaiso|st. louis|kansas city|nashville|charlotte|orlando|tampa|indianapolis|columbus|milwaukee|baltimore|sacramento|oakland|st. paul|st louis|bellevue|redmond|plano"
        "|baton rouge|knoxville|chattanooga|greensboro|winston-salem|norfolk|new haven|worcester|syracuse|cedar rapids|sioux falls|anaheim|bakersfield|santa barbara|south san francisco"
        "|foster city|emeryville|provo|ipswich|wolverhampton|middlesbrough|milton keynes|swindon|guildford|slough|tilburg|leuven|mannheim|karlsruhe|wolfsburg|augsburg|münster|winterthur"
        "|dongguan|sharjah"
    ).split("|")
)
DEMONYMS = frozenset(
    "american british english scottish welsh irish french german italian spanish portuguese dutch belgian swiss austrian "
    "swedish norwegian danish finnish polish czech hungarian romanian greek turkish russian ukrainian chinese japanese "
    "korean taiwanese indian pakistani thai vietnamese malaysian singaporean indonesian filipino australian canadian "
    "mexican brazilian argentine chilean colombian israeli saudi emirati egyptian nigerian kenyan european asian african "
    "western eastern northern southern latin cantonese nordic syrian iraqi iranian afghan lebanese jordanian palestinian sudanese qatari kuwaiti yemeni libyan tunisian "
    "algerian moroccan ghanaian ethiopian somali ugandan tanzanian zimbabwean zambian angolan rwandan serbian croatian bosnian slovenian slovak bulgarian albanian georgian "
    "armenian azerbaijani kazakh uzbek bangladeshi nepalese lankan cambodian burmese mongolian cuban haitian jamaican peruvian venezuelan ecuadorian bolivian uruguayan "
    "estonian latvian lithuanian icelandic maltese cypriot luxembourgish".split()
)
# Capitalised words that start sentences or headlines and are no part of a name.
NOT_NAMES = frozenset(
    "ceos cfos compared entered rs ads adss adr adrs gdr gdrs brothers sisters siblings twins cousins non-gaap including excluding despite according amid among unlike although though whether plus via following the a an this that these those it its he she they we i you his her their our my your who which what when where why how "
    "larger smaller bigger rival competitor peer startup chipmaker carmaker automaker drugmaker retailer lender insurer newcomer chief "
    "in on at by for from to of with without under over after before during since until while as if but and or nor so yet "
    "both each every all some any many most more less few several no not never only also even just still now then here "
    "there such one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozens hundreds thousands "
    "households residents families homeowners taxpayers commuters drivers farmers fishermen patients students teachers nurses doctors "
    "scientists researchers engineers campaigners critics supporters opponents neighbours neighbors villagers islanders locals "
    "tourists passengers retailers lenders rivals suppliers contractors developers operators producers manufacturers makers "
    "exporters importers traders brokers dealers insurers lawyers prosecutors police officials ministers lawmakers politicians "
    "voters unions workers staff employees managers directors owners founders partners clients customers consumers shoppers "
    "users subscribers readers viewers fans executives economists strategists advisers advisors bankers auditors accountants "
    "regulators watchdogs authorities governments banks companies firms businesses startups funds creditors bondholders tenants "
    "landlords buyers sellers bidders documents filings figures data statistics turnover imports exports prices bills wages "
    "rents taxes tariffs sanctions talks negotiations plans proposals details terms people women men children nobody everyone "
    "somebody someone anyone everything nothing something insiders sources peers competitors organisers organizers protesters "
    "volunteers experts observers professors parents crews passengers airlines carmakers automakers chipmakers drugmakers "
    "first second third fourth last next new other another former current interim acting maximum minimum offer price "
    "shares share stock investors analysts shareholders according despite although though because however meanwhile moreover "
    "additionally separately earlier later today yesterday tomorrow net total revenue revenues sales income loss losses profit "
    "profits earnings adjusted operating gross fiscal quarter year years annual full half results cash assets liabilities "
    "expenses cost costs research development trading chief executive officer president vice chairman chairwoman chair director "
    "founder co-founder cofounder managing senior head general manager secretary treasurer administrator counsel mr mrs ms dr sir "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december jan feb mar apr jun jul aug sep sept oct nov dec about approximately nearly almost around "
    "up down headquartered based item items note notes exhibit form page table part section appendix see total "
    "reports report announces announced said says will would could should may might must can is are was were be been being has "
    "have had do does did among between through per via against into onto off out than too very".split()
)
# Nouns a company is called by when its name is not repeated.
COMPANY_NOUNS = (
    "company|firm|group|start-up|startup|business|retailer|bank|lender|insurer|manufacturer|maker|chipmaker|carmaker|automaker"
    "|airline|drugmaker|developer|operator|supplier|giant|unicorn|publisher|brand|corporation|registrant|issuer|enterprise"
    "|conglomerate|producer|miner|utility|brewer|broker|carrier|provider|platform|parent|organisation|organization|fund"
    "|chain|designer|distributor|marketplace|grocer|drugstore|builder|seller|e-tailer|streamer|consultancy|biotech|fintech"
)

# Given names that tell "he" from "she".
WOMEN = frozenset(
    "abigail alexandra alice alison allison amanda amber amelia amy andrea angela anita ann anna anne annette annika anita ashley audrey "
    "barbara beatrice beth bonnie brenda bridget carla carmen carol caroline carolyn catherine cathy celia charlotte cheryl chloe "
    "christina christine claire clara claudia cynthia dana deborah debra denise diana diane donna dorothy ebba elaine eleanor elena "
    "elisabeth elizabeth ella ellen emily emma erica erin esther eva evelyn fiona flora florence frances gabriela gail georgia "
    "geraldine gina ginni gloria grace greta hannah hattie heather heidi helen helena henrike hilary holly ida ilse ingrid irene "
    "isabel isabella jacqueline jane janet janice jean jenna jennifer jenny jessica jill joan joanna jocelyn josephine joy joyce "
    "judith judy julia julie karen kate katherine kathleen kathryn kathy katie kelly kim kimberly kirsten kylie laura lauren leah "
    "lena leslie lillian linda lisa lori louise lucia lucy lydia lynn madeleine margaret maria marianne marie marina marion marissa "
    "martha mary maureen megan melanie melissa meredith mette michelle mira miranda miriam monica nadia nancy naomi natalie nicole "
    "nina nora noor norma olga olivia pamela patricia paula pauline penelope petra phyllis priya rachel rebecca renee rita roberta "
    "rosa rose ruth sally samantha sandra sara sarah sharon sheila sheryl shirley signe sofia sonia sophia sophie stella stephanie "
    "sue susan suzanne sylvia tamara tanya teresa theresa tina tracy ursula valerie vanessa vera veronica victoria virginia vivian "
    "wendy wren yvonne zoe".split()
)
MEN = frozenset(
    "aaron adam adrian alan albert alex alexander alfred andre andreas andrew anthony antonio arnold arthur barry ben benjamin bernard "
    "bert bill bob bobby brad bradley brandon brian bruce bryan carl carlos cedric charles chris christian christopher colin craig "
    "dale damian dan daniel dave david dean dennis derek diego dominic don donald doug douglas duncan ed eddie edgar edmund eduardo "
    "edward edwin elon emmanuel eric ernest ethan eugene felix fernando francis francisco frank fred frederick gabriel gareth gary "
    "geoffrey george gerald gilbert glenn gordon graham greg gregory guy halvard hans harold harry henry herbert howard hugh hugo ian "
    "isaac ivan jack jacob jake james jamie jason jay jeff jeffrey jeremy jerome jerry jesse jim jimmy joe joel john jonas jonathan "
    "jorge jose josef joseph joshua juan julian justin karl keith ken kenneth kevin kurt lars larry laurence lawrence lee leo leon "
    "leonard lewis liam louis lucas luis luke magnus manuel marc marcel marco marcus mario mark markus martin marvin masayoshi mathias "
    "matt matthew max michael miguel mike mitchell mohammed nathan ned neil nicholas nick nigel noah norman oliver oscar otto owen "
    "pablo patrick paul pedro per peter phil philip pierre piers rafael ralph ramon randy raphael ray raymond rene ricardo richard rick "
    "rob robert roberto rodney roger roland ron ronald ross roy rupert russell ryan salvador sam samuel satya scott sean sebastian "
    "sergei sergey seth shaun simon stanley stefan stephen steve steven stewart stuart sundar sven ted terence terry theodore thomas "
    "tim timothy tobias todd tom tomasz tony torsten travis trevor ulrich victor vincent vladimir wade walt walter warren wayne "
    "wilhelm william yusuf".split()
)
FIRST_NAMES = frozenset(
    "aaron abigail adam adrian ahmed aisha alan albert alejandro alex alexander alexandra alfred ali alice alison allen amanda "
    "amber amelia amit amy ana andre andrea andreas andrew andy angela anil anita anna anne annette anthony antonio arjun "
    "arnold arthur arun ashley audrey barbara barry beatrice ben benjamin bernard beth bill bob bobby bonnie brad brandon "
    "brenda brendan brett brian bridget bruce bryan caleb cameron carl carla carlos carmen carol caroline carolyn carrie "
    "catherine cathy cecilia chad charlene charles charlie charlotte chen cheryl chloe chris christian christina christine "
    "christoph christopher cindy claire clara claude claudia colette colin colleen connie corey craig crystal curtis cynthia "
    "dale dan dana daniel daniela danielle danny darren dave david dawn dean deborah debra denise dennis derek derrick diana "
    "diane diego dmitry dominic don donald donna doris dorothy doug douglas duncan dylan ed eddie edgar eduardo edward edwin "
    "eileen elaine eleanor elena eli elizabeth ella ellen emily emma enrique eric erica erik erin ernest esther ethan eugene "
    "eva evan evelyn fatima felix fernando fiona florence frances francis francisco frank franz fred frederic frederick "
    "gabriel gail gareth gary gavin gene geoff geoffrey george gerald gerard gilbert gina giovanni glen glenn gloria gordon "
    "grace graham grant greg gregory guillermo gustavo guy hannah hans harold harry harvey heather hector heidi helen helena "
    "henri henry herbert herman hiroshi holly howard hugh hugo ian ibrahim igor ingrid irene isaac isabel isabella ivan jack "
    "jackie jacob jacqueline jacques jaime jake james jamie jan jane janet janice jared jason javier jay jean jeff jeffrey jen "
    "jennifer jenny jeremy jerome jerry jesse jessica jill jim jimmy joan joanna joanne joao joe joel johan johann john johnny jon "
    "jonas jonathan jordan jorge jose joseph josh joshua juan judith judy julia julian julie julien justin kaitlin karen karim "
    "karl kate katherine kathleen kathryn kathy katie keith kelly ken kenji kenneth kevin kim kimberly kirk klaus kristen "
    "kristin kristina kumar kurt kyle lana lance larry lars laura lauren laurence laurent lawrence lee leo leon leonard leslie "
    "letitia lewis li liam linda lindsay lisa liu lloyd lorenzo lori lou louis louise luca lucas lucy luis luke luther lydia lynn "
    "madeline manuel marc marcel marcelo marco marcus margaret maria marie marilyn mario marion marisa mark markus marsha "
    "martha martin martina marvin mary masayoshi mathew matt matteo matthew matthias maureen maurice max maxime megan mehmet "
    "melanie melinda melissa mercedes michael michel michele michelle miguel mike mikhail min miriam mitchell mohamed mohammad "
    "mohammed molly monica morgan muhammad nadia nancy naomi natalie natasha nathan neil nicholas nick nicolas nicole nigel "
    "nikhil nikolai nina noah noel nora norman olaf oliver olivia omar oscar owen pablo pamela pascal pat patricia patrick paul "
    "paula pauline pedro peggy penny pete peter phil philip philippe phillip phyllis pierre priya rachel raj rajesh ralph "
    "ramon randall randy raul ravi ray raymond rebecca reed regina rene renee rhonda ricardo richard rick rita rob robert roberta "
    "roberto robin rodney roger roland ron ronald rosa rose ross roy ruben rupert russell ruth ryan sally sam samantha samuel "
    "sandeep sandra sanjay santiago sara sarah satya scott sean sebastian sergey sergio seth shane shannon sharon shaun sheila "
    "shelley sherry shirley simon sofia sonia sophia sophie stacey stan stanley stefan stella stephan stephanie stephen steve "
    "steven stewart stuart sundar susan suzanne sven sylvia takeshi tamara tanya tara ted teresa terrence terry theodore theresa "
    "thomas tiffany tim timothy tina todd tom tomas tommy toni tony tracy travis trevor tyler ursula valerie vanessa vera vernon "
    "veronica vicki victor victoria vijay vikram vincent virginia vivian vladimir wade walter wang wanda warren wayne wei wendy "
    "wesley wilhelm will willem william willie wolfgang xavier xiao yan yang yasmin yolanda yves yvonne zachary zhang zoe colm "
    "jensen elon jeff tobias anders bjorn lena mette nils soren ingvar jesper henrik magnus mikael pekka olli satoshi yuki "
    "hiro akira kenta taro haruto sakura jin hyun joon young-jae seung sang dong mei ling hong yun ying fang lei jun".split()
)
FIRST_NAMES |= frozenset(
    "abby abdul abdullah abhijit ada adele adriana agnes agnieszka aidan aiden alain alba alberto alejandra alessandro "
    "alexis alfonso alicia alina alistair alma alyssa amal amir amr anand anastasia andrei andrej andrzej angel "
    "angelica angus anja anjali ankit anouk anton antoine april ari ariana ariel armando arne arturo asha "
    "ashok astrid august augustin aurelie ava axel ayesha barbra bart beata bella benedict benoit bernd bert "
    "bettina bhavesh birgit björn boris brandi brigitte bruno camille camilla candace carlo carmela carole cassandra cedric "
    "celeste celine cesar chandra chantal chase chelsea chip christa christel christoffer chuck ciara clark clay clayton "
    "clemens clifford clint clive cody colby conrad constance cora cory courtney craig cyril dagmar dalia damian "
    "damien daniele danica daphne daria darius darrell davide dean delia demetrius denis desmond devin dexter diane "
    "dieter dina dirk dmitri dominique donatella doreen dorian dustin dwayne dwight earl eben eckhard edith edmund "
    "eduard efrain ekaterina elaine elias elisa elise elliot elliott eloise elsa emanuel emil emilio emmanuel enzo "
    "erich ernst erwin esteban estelle etienne eugenia evelyne ezra fabian fabio fabrice faisal farid federico felicia "
    "ferdinand filip finn flavio florian francesca francesco francois françois franck franco franklin frans freddie fredrik freya "
    "fritz gabriela garrett gaurav gavin genevieve georg georges georgia georgina gerhard germain gianni gideon gilles gina "
    "giorgio giulia giuseppe gladys gonzalo goran graciela gregor greta gretchen guido guillaume gunnar gunter hamid hanna "
    "hanne harald harriet harris hasan hassan hazel hein heinrich heinz helga helmut hendrik henning herve hilary "
    "hilda hillary hoda hope horst huda hussein ida ignacio ilan ilona imran ina ines inga inge "
    "inigo ira irina iris irma isabelle israel ivana ivo ivy jacinda jackson jacopo jacqui jaap jaden "
    "jana janine jarrod jasmin jasmine jasper jeanette jeanne jeannine jed jeffery jemima jenna jens jerald jerrold "
    "jin joakim joaquin jocelyn jochen jody joost jörg jorg josé josef josephine joshua josie joyce juana "
    "juanita judd jules juliana juliane juliet juliette june jurgen jürgen justine kai kamal kamala kara karin "
    "karina karsten kasper kathrin katja katrin katrina kayla kaylee keiko keira kelvin kendra kenny kenta kerry "
    "kerstin khalid kira kirsten kirsty klara knut konrad konstantin kris krishna kristian kristie kristof krzysztof kunal "
    "kylie lachlan laila lara larissa latoya leah leandro leigh lena lenny leroy lesley leticia lex liana "
    "lilian lillian lily lina lionel lisbeth liv livia liz lizzie lloyd lola loretta lorna lorraine lothar "
    "louisa luc luciana luciano lucia lucie lucien ludwig luigi lukas lukasz luz lyle mabel mackenzie maddie "
    "madison mads maggie mahesh maja malcolm malik mandy manfred manish manoj marcela marcelle marcin marcio margaux "
    "margot mariana marianne mariano marie-claire marina marissa marit marius marjorie marlene marta martyn maryam mathias mathieu "
    "mathilde matilda matthijs matti mauricio maurizio maximilian maxwell maya mehdi meera mei-ling mel melinda meredith mia "
    "mick micah mickey miguel miles milan milena millie milo mina mindy miranda mireille miroslav misha mitch "
    "moira mona monika monique morris morten moses muriel murray mustafa myra nadine nadja nance natalia nate "
    "nathalie ned nelson nicky nico nicola nicolai nigel nikki nikolaj nikola nils noor norbert nuno oded "
    "odile ole oleg olga omid oren orlando oskar otto paige pallavi paloma paolo parker patrice patrik "
    "patrizia patsy paulina paulo pavel penelope percy perry petra petter philipp piers pieter pilar piotr pippa "
    "polly porter prakash pranav preston priscilla quentin quincy rachael radoslaw rafael rafaela rahul rainer ralf ramesh "
    "rana randolph raphael raquel rashid raymundo reginald reiner reinhard reinhold renata renato renaud rex reza rhys "
    "rishi rita ritu robbie robyn rocco rocio rod roderick rodrigo rohan rohit roland rolando rolf roman "
    "romain romy rosalind rosemary roxanne royce rudolf rudy rune rusty ruud sabine sabrina sadie saeed salma "
    "salman salvador salvatore samir sander sandy sanjeev santosh sascha sasha saskia satoru scarlett sebastien selena selina "
    "serena serge sergei severine shanti sharad sheena sheldon shelly sherri shinji shiv shreya sibylle siddharth sidney "
    "sienna sigrid silke silvia simona simone sinead siobhan skye sonja sonya stacy stanislav stefania stefanie stefano "
    "steffen stephane stephon sterling stijn storm summer sunil suresh susana susanna susanne suzy svetlana sven-erik sylvain "
    "sylvie tabitha tadashi talia tamar tammy tania tarek tariq tasha tatiana taylor ted terence terri tess "
    "thaddeus thea theo theodor theresia thibault thierry thijs thorsten tiago tilda tilman timo timothee tina tobin "
    "tonya tracey tricia trina trish tristan troy trudy tucker ulf uli ulrich ulrike umberto uma uwe "
    "valentina valentin valeria vanya vasily veronika vicente vicky viktor vilma vince vinay vincenzo vinod viola virgil "
    "vishal vitor vivek viviane waldemar wallace walid walt wanda warwick wilfried wilhelmina willa willy wilma winston "
    "wolf woody xander xenia yann yannick yasir yasmine yavuz yosef youssef yuri yusuf yvette zach zack "
    "zainab zara zeynep zoltan zofia".split()
)

# Common words that open headlines and are no company.
HEADLINE_NOUNS = frozenset(
    "regulator regulators lender lenders boss bosses chipmaker carmaker carmakers automaker automakers retailer retailers retail "
    "beauty tech stock stocks shares startup startups prospectus company companies food oil gold dollar bank banks court judge jury "
    "police merger mergers deal deals owners owner results report announcement notice review update news investor investors analyst "
    "analysts worker workers union unions airline airlines insurer insurers drugmaker developer maker makers giant giants unicorn "
    "firm firms group groups brewer miner utility carrier broker fund funds founder founders chief chiefs executive executives "
    "minister ministry government state city finance financial analysis exclusive breaking explainer watchdog lawmakers senators shoppers consumers customers users markets market profit "
    "profits sales revenue losses loss earnings jobs layoffs cuts offer bid takeover stake listing shareholders shareholder board "
    "swiss german french british chinese japanese american dutch indian korean european global local former new old big small".split()
)

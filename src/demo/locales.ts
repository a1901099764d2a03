/** People and groups of the example community that share a language. Everything here is made up. */
export interface Locale {
  readonly country: string;
  /** Separator of a person's names. */
  readonly space: '' | ' ';
  readonly familyFirst: boolean;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly places: readonly string[];
  /** Names and descriptions of groups, of which each place has one. */
  readonly topics: readonly (readonly [name: string, description: string])[];
  /** An organisation that asks for a page, and what it is for. */
  readonly organization: readonly [name: string, purpose: string];
}

const WESTERN = { space: ' ', familyFirst: false } as const;
const EASTERN = { space: '', familyFirst: true } as const;

export const LOCALES: readonly Locale[] = [
  {
    ...WESTERN,
    country: 'FR',
    given: ['Anaïs', 'Björn', 'Zoë', 'Çağla', 'Łukasz', 'Noël'],
    family: ['Bélanger', 'Ångström', 'Núñez', 'Şimşek', 'Wójcik', 'Lefèvre'],
    places: ['Besançon', 'Orléans'],
    topics: [
      ['Club d’échecs', 'Parties amicales chaque jeudi soir, débutants bienvenus.'],
      ['Randonnée du dimanche', 'Une marche par mois, de dix à vingt kilomètres.'],
      ['Café littéraire', 'Nous lisons un roman par mois et en parlons autour d’un café.'],
      ['Jardin partagé', 'Semis, compost et récoltes : le potager est à tout le monde.'],
      ['Chœur de quartier', 'Répétition le mardi. Savoir lire la musique n’est pas nécessaire.'],
      ['Vélo et mécanique', 'On répare ensemble, puis on roule.'],
    ],
    organization: ['Médiathèque Émile-Zola', 'Annoncer les rencontres et les ateliers de la médiathèque.'],
  },
  {
    ...WESTERN,
    country: 'EG',
    given: ['أحمد', 'ليلى', 'يوسف', 'مريم', 'عمر', 'نور'],
    family: ['حسن', 'إبراهيم', 'منصور', 'سليمان', 'القاضي', 'خليل'],
    places: ['القاهرة', 'الإسكندرية'],
    topics: [
      ['نادي الشطرنج', 'نلعب كل خميس مساءً، والمبتدئون مرحب بهم.'],
      ['أصدقاء الكتاب', 'نقرأ كتابًا كل شهر ونناقشه معًا.'],
      ['المشي الصباحي', 'نمشي ساعة قبل العمل، ثلاث مرات في الأسبوع.'],
      ['الخط العربي', 'ورشة أسبوعية لتعلّم خط النسخ والرقعة.'],
      ['التصوير الفوتوغرافي', 'جولات تصوير في المدينة القديمة.'],
      ['الطبخ البيتي', 'وصفات الجدّات، نطبخها ونأكلها معًا.'],
    ],
    organization: ['جمعية القراءة للجميع', 'الإعلان عن أنشطة الجمعية ودعوة المتطوعين.'],
  },
  {
    ...WESTERN,
    country: 'IL',
    given: ['נועה', 'יונתן', 'תמר', 'איתי', 'מאיה', 'דניאל'],
    family: ['כהן', 'לוי', 'מזרחי', 'פרידמן', 'ביטון', 'אברהם'],
    places: ['חיפה', 'באר שבע'],
    topics: [
      ['מועדון השחמט', 'משחקים בכל יום חמישי בערב, מתחילים מוזמנים.'],
      ['טיולי שבת', 'טיול רגלי אחת לחודש, לכל המשפחה.'],
      ['חוג קריאה', 'ספר אחד בחודש ושיחה על כוס תה.'],
      ['גינה קהילתית', 'שותלים, משקים וקוטפים ביחד.'],
      ['מקהלת השכונה', 'חזרות בימי שלישי, בלי מבחני קבלה.'],
      ['צילום רחוב', 'יוצאים לצלם ומדברים על התמונות.'],
    ],
    organization: ['הספרייה העירונית', 'לפרסם את אירועי הספרייה ואת הסדנאות.'],
  },
  {
    ...WESTERN,
    country: 'GR',
    given: ['Ελένη', 'Γιώργος', 'Μαρία', 'Νίκος', 'Σοφία', 'Ορέστης'],
    family: ['Παππά', 'Οικονόμου', 'Δημητρίου', 'Αλεξίου', 'Χατζή', 'Βασιλείου'],
    places: ['Θεσσαλονίκη', 'Πάτρα'],
    topics: [
      ['Σκακιστικός όμιλος', 'Παίζουμε κάθε Πέμπτη βράδυ, οι αρχάριοι είναι ευπρόσδεκτοι.'],
      ['Λέσχη ανάγνωσης', 'Ένα βιβλίο τον μήνα και κουβέντα με καφέ.'],
      ['Ορειβασία', 'Διαδρομές για όλους, δύο Κυριακές τον μήνα.'],
      ['Παραδοσιακοί χοροί', 'Μαθαίνουμε βήματα από όλη τη χώρα.'],
      ['Λαχανόκηπος', 'Φυτεύουμε και μοιραζόμαστε τη σοδειά.'],
      ['Ερασιτεχνικό θέατρο', 'Μία παράσταση τον χρόνο, πολλές πρόβες.'],
    ],
    organization: ['Πολιτιστικός Σύλλογος Θερμαϊκού', 'Ενημέρωση για εκδηλώσεις και εθελοντές.'],
  },
  {
    ...WESTERN,
    country: 'UA',
    given: ['Олена', 'Андрій', 'Софія', 'Тарас', 'Ганна', 'Ярослав'],
    family: ['Шевченко', 'Коваленко', 'Ткачук', 'Бондар', 'Мельник', 'Їжакевич'],
    places: ['Львів', 'Полтава'],
    topics: [
      ['Шаховий клуб', 'Граємо щочетверга ввечері, початківці — запрошуємо.'],
      ['Читацьке коло', 'Одна книжка на місяць і розмова за чаєм.'],
      ['Недільні прогулянки', 'Ходимо містом і слухаємо його історії.'],
      ['Майстерня вишивки', 'Вчимося одне в одного, матеріали є.'],
      ['Вуличний баскетбол', 'Збираємося щосуботи, поле відкрите для всіх.'],
      ['Хор «Ялинка»', 'Співаємо щовівторка, ноти знати не треба.'],
    ],
    organization: ['Краєзнавче товариство', 'Розповідати про екскурсії та лекції товариства.'],
  },
  {
    ...EASTERN,
    country: 'CN',
    given: ['小雨', '建国', '思远', '美玲', '子涵', '文博'],
    family: ['王', '李', '张', '陈', '赵', '欧阳'],
    places: ['杭州', '成都'],
    topics: [
      ['围棋社', '每周四晚上下棋，欢迎初学者。'],
      ['读书会', '每月共读一本书，边喝茶边聊。'],
      ['周末登山', '每月两次，路线轻松，老少皆宜。'],
      ['书法班', '从楷书开始，一笔一画慢慢写。'],
      ['城市摄影', '一起走街串巷，记录城市的一天。'],
      ['社区菜园', '播种、浇水、收获，大家一起来。'],
    ],
    organization: ['西湖图书馆', '发布图书馆的讲座和志愿者招募。'],
  },
  {
    ...EASTERN,
    country: 'JP',
    given: ['さくら', '健太', '美咲', '翔', '千尋', '大輔'],
    family: ['佐藤', '鈴木', '高橋', '渡辺', '伊藤', '山口'],
    places: ['京都', '仙台'],
    topics: [
      ['将棋クラブ', '毎週木曜の夜に指しています。初心者歓迎。'],
      ['読書の会', '月に一冊読んで、お茶を飲みながら話します。'],
      ['日曜ハイキング', '月に一度、近くの山を歩きます。'],
      ['生け花教室', '季節の花を楽しく学びましょう。'],
      ['カメラ散歩', '町を歩きながら写真を撮ります。'],
      ['みんなの菜園', '種まきから収穫まで一緒に楽しみます。'],
    ],
    organization: ['町の歴史資料館', '展示や講座のお知らせ。'],
  },
  {
    ...EASTERN,
    country: 'KR',
    given: ['서연', '민준', '지우', '하은', '도윤', '수아'],
    family: ['김', '이', '박', '최', '정', '남궁'],
    places: ['부산', '전주'],
    topics: [
      ['바둑 모임', '매주 목요일 저녁에 둡니다. 초보자 환영.'],
      ['독서 모임', '한 달에 한 권 읽고 차를 마시며 이야기해요.'],
      ['주말 등산', '한 달에 두 번, 누구나 함께 걸어요.'],
      ['동네 합창단', '매주 화요일 연습, 악보를 못 읽어도 괜찮아요.'],
      ['사진 산책', '골목을 걸으며 사진을 찍습니다.'],
      ['텃밭 가꾸기', '함께 심고 함께 거둡니다.'],
    ],
    organization: ['마을 도서관', '도서관 행사와 자원봉사 안내.'],
  },
  {
    ...WESTERN,
    country: 'IN',
    given: ['आरव', 'अनन्या', 'विवान', 'दीया', 'ईशान', 'मीरा'],
    family: ['शर्मा', 'वर्मा', 'गुप्ता', 'त्रिपाठी', 'जोशी', 'मिश्रा'],
    places: ['जयपुर', 'वाराणसी'],
    topics: [
      ['शतरंज क्लब', 'हर गुरुवार की शाम, नए खिलाड़ियों का स्वागत है।'],
      ['पुस्तक मंडली', 'महीने में एक किताब और चाय पर चर्चा।'],
      ['सुबह की सैर', 'हर रविवार सूर्योदय के समय साथ चलते हैं।'],
      ['योग समूह', 'शुरुआत से सीखें, रोज़ आधा घंटा।'],
      ['संगीत संध्या', 'जो गाना चाहे गाए, जो सुनना चाहे सुने।'],
      ['रसोई की बातें', 'घर के व्यंजन सीखते और सिखाते हैं।'],
    ],
    organization: ['जन पुस्तकालय', 'कार्यशालाओं और स्वयंसेवकों की सूचना देना।'],
  },
  {
    space: ' ',
    familyFirst: true,
    country: 'VN',
    given: ['Thị Hương', 'Văn Đức', 'Minh Thư', 'Quốc Bảo', 'Ngọc Ánh', 'Hữu Phước'],
    family: ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Đặng'],
    places: ['Huế', 'Đà Nẵng'],
    topics: [
      ['Câu lạc bộ cờ vua', 'Chơi mỗi tối thứ Năm, người mới luôn được chào đón.'],
      ['Nhóm đọc sách', 'Mỗi tháng một cuốn, trò chuyện bên ly cà phê.'],
      ['Đạp xe cuối tuần', 'Những cung đường ngắn, ai cũng đi được.'],
      ['Vườn rau chung', 'Cùng gieo trồng, cùng thu hoạch.'],
      ['Nhiếp ảnh đường phố', 'Vừa đi dạo vừa chụp ảnh thành phố.'],
      ['Bếp nhà mình', 'Học nấu những món của bà và của mẹ.'],
    ],
    organization: ['Thư viện Sông Hương', 'Thông báo các buổi nói chuyện và tìm tình nguyện viên.'],
  },
];

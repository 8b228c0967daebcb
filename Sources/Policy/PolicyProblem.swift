import CEL
import Diagnostics

/// What can be wrong with a bot, policy or registry document. The table of the codes PT02xx, and
/// of those that bounds and budgets have: PT1003 to PT1005.
enum PolicyProblem: Equatable {
  case wrongKind(String, wanted: String, found: String)
  case missingKey(String, in: String)
  /// `when:` and nothing behind it, or only a comment.
  case noValue(String, in: String, isComment: Bool)
  /// `when: [a, b]`: YAML made a list of what was to be an expression; `quoted` is it in quotes.
  case collectionForExpression(key: String, found: String, quoted: String?)
  case unknownKey(String, in: String, known: [String])
  case unknownWord(String, key: String, known: [String])
  case unknownDocument(String, known: [String])
  case wrongVersion(String)
  case badQuantity(String, name: String, type: Type, QuantityText.Failure)
  case outOfBounds(
    name: String, value: Int64, type: Type, minimum: Int64?, maximum: Int64?, loosens: Loosening)
  case boundsCrossed(name: String)
  case badVersion(String)
  case badDate(String)
  case badAddress(String)
  case gateOnProtection(action: String)
  case beyondImpact(action: String, impact: String)
  case failsOpen(String, key: String, known: [String])
  case notAnEmitter(bot: String, code: String, emitters: [String])
  case unknownBot(String, known: [String])
  case unknownParameter(String, bot: String, known: [String])
  case missingParameter(String, bot: String, type: Type)
  case declaredTwice(what: String, name: String, first: Location)
  case unknownCode(String, known: [String])
  case unknownFamily(String, code: String, known: [String])
  case outsideAuthority(action: String, bot: String, authority: [String])
  case unknownFact(String, known: [String])
  case unknownType(String, known: [String])
  case suffixDisagrees(name: String, suffix: String, type: Type)
  case unknownStaleness(String, known: [String])
  case missingStaleness(StalenessName)
  case undeclaredStaleness(StalenessName)
  case boundBesideValue(String, name: String)
  case negativeBound(name: String)
  case noSizeBound(Bound.Kind, field: String, type: Type)
  case needlessSizeBound(Bound.Kind, field: String, type: Type)
  case outOfRange(String, value: Int64, range: ClosedRange<Int64>)
  case severityLowered(code: String, from: String, to: String)
  case emptyScope
  case badName(String, what: String)
  case badPath(String, key: String)
  case reservedPath(String, taken: String, for: String)
  case pathsCross(outer: String, inner: String, other: Location)
  case pathTwice(String, form: String, otherForm: String, other: Location)
  case nothingToLoad(String)
  case cannotRead(String)
  case badSetting(String)
  case unknownSetting(String, known: [String])
  case ambiguousSetting(String, owners: [String])
  /// A warning: a document's owner for whom no approver speaks.
  case ownerWithoutVoice(String, known: [String])
  /// A warning: an approver speaks for an owner whom no document names.
  case ownsNothing(String, known: [String])
  case tooFewApprovers(String, wanted: Int, people: Int)
  case nobodyOfRole(String, role: String)

  var code: String {
    switch self {
    case .wrongKind, .collectionForExpression: "PT0201"
    case .missingKey, .noValue: "PT0202"
    case .unknownKey: "PT0203"
    case .unknownWord: "PT0204"
    case .unknownDocument: "PT0205"
    case .wrongVersion: "PT0206"
    case .badQuantity: "PT0210"
    case .outOfBounds: "PT0211"
    case .boundsCrossed: "PT0212"
    case .badVersion: "PT0217"
    case .badDate: "PT0218"
    case .badAddress: "PT0219"
    case .gateOnProtection: "PT0250"
    case .failsOpen: "PT0251"
    case .beyondImpact: "PT0253"
    case .notAnEmitter: "PT0252"
    case .unknownBot: "PT0213"
    case .unknownParameter: "PT0214"
    case .missingParameter: "PT0215"
    case .declaredTwice: "PT0216"
    case .unknownCode: "PT0220"
    case .unknownFamily: "PT0221"
    case .outsideAuthority: "PT0222"
    case .unknownFact: "PT0223"
    case .unknownType: "PT0224"
    case .suffixDisagrees: "PT0225"
    case .unknownStaleness: "PT0226"
    case .missingStaleness: "PT0227"
    case .undeclaredStaleness: "PT0237"
    case .boundBesideValue: "PT0238"
    case .negativeBound: "PT0239"
    case .noSizeBound: "PT1003"
    case .needlessSizeBound: "PT1004"
    case .outOfRange: "PT1005"
    case .severityLowered: "PT0228"
    case .emptyScope: "PT0229"
    case .badName: "PT0230"
    case .badPath: "PT0233"
    case .reservedPath: "PT0234"
    case .pathsCross: "PT0235"
    case .pathTwice: "PT0236"
    case .nothingToLoad: "PT0231"
    case .cannotRead: "PT0232"
    case .badSetting: "PT0240"
    case .unknownSetting: "PT0241"
    case .ambiguousSetting: "PT0242"
    case .ownerWithoutVoice, .ownsNothing: "PT0260"
    case .tooFewApprovers, .nobodyOfRole: "PT0261"
    }
  }
}

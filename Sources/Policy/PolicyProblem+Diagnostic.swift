import CEL
import Diagnostics

extension PolicyProblem {
  func diagnostic(at location: Location?) -> Diagnostic {
    Diagnostic(code, severity, message, at: location, help: help, related: related)
  }

  private var severity: DiagnosticSeverity {
    switch self {
    case .ownerWithoutVoice, .ownsNothing: .warning
    default: .error
    }
  }

  private var message: String {
    switch self {
    case .wrongKind(let subject, let wanted, let found):
      "\(subject) must be \(wanted), found \(found)"
    case .missingKey(let key, let subject): "\(subject) has no '\(key)'"
    case .noValue(let key, let subject, let isComment):
      "'\(key)' of \(subject) \(isComment ? "is only a comment" : "has no value")"
    case .collectionForExpression(let key, let found, _):
      "'\(key)' must be an expression, and YAML reads \(found) here"
    case .unknownKey(let key, let subject, _): "\(subject) has no key '\(key)'"
    case .unknownWord(let word, let key, _): "'\(word)' is no value of '\(key)'"
    case .unknownDocument(let kind, _): "'\(kind)' is no kind of document"
    case .wrongVersion(let version):
      "apiVersion '\(version)' is not known; this program reads polytraders/v1"
    case .badQuantity(let text, let name, let type, let failure):
      "\(name) is \(type.name), and '\(text)' \(Self.describe(failure))"
    case .outOfBounds(let name, let value, let type, let minimum, let maximum, _):
      "\(name) = \(QuantityText.format(value, as: type)) is outside its bounds "
        + Self.bounds(minimum, maximum, type)
    case .boundsCrossed(let name): "the minimum of \(name) is above its maximum"
    case .badVersion(let text): "version '\(text)' is no whole number from 1"
    case .badDate(let text): "'\(text)' is no date"
    case .badAddress(let text): "'\(text)' is no address"
    case .gateOnProtection(let action): "a gate may not delay '\(action)'"
    case .beyondImpact(let action, let impact):
      "'\(action)' in the authority of a bot whose capital_impact is '\(impact)'"
    case .failsOpen(let action, let key, _):
      "'\(action)' in '\(key)' lets pass what could not be judged"
    case .notAnEmitter(let bot, let code, _):
      "the registry does not have bot '\(bot)' among those that give '\(code)'"
    case .unknownBot(let name, _): "there is no bot '\(name)'"
    case .unknownParameter(let name, let bot, _): "bot '\(bot)' has no param '\(name)'"
    case .missingParameter(let name, let bot, _):
      "no policy gives '\(name)' of bot '\(bot)' a value"
    case .declaredTwice(let what, let name, _): "\(what) '\(name)' is given twice"
    case .unknownCode(let code, _): "reason code '\(code)' is not in the registry"
    case .unknownFamily(let family, let code, _):
      "'\(code)' is of the family '\(family)', which is not declared"
    case .outsideAuthority(let action, let bot, _):
      "bot '\(bot)' has no authority to '\(action)'"
    case .unknownFact(let name, _): "there is no fact '\(name)'"
    case .unknownType(let name, _): "'\(name)' is no type"
    case .suffixDisagrees(let name, let suffix, let type):
      "the name '\(name)' ends in '\(suffix)', and its type is \(type.name)"
    case .unknownStaleness(let name, _): "there is no staleness threshold '\(name)'"
    case .missingStaleness(let name): "no policy gives \(name.text) a value"
    case .undeclaredStaleness(let name): "nothing declares the bounds of \(name.text)"
    case .boundBesideValue(let key, let name): "'\(key)' of \(name) stands beside its value"
    case .negativeBound(let name): "the minimum of \(name) is below zero"
    case .noSizeBound(let kind, let field, let type):
      "field '\(field)' is a \(type.name) without '\(kind.rawValue)'"
    case .needlessSizeBound(let kind, let field, let type):
      "'\(kind.rawValue)' of field '\(field)', which is a \(type.name)"
    case .outOfRange(let name, let value, let range):
      "\(name) is \(value); it can be \(range.lowerBound) to \(range.upperBound)"
    case .severityLowered(let code, let from, let to):
      "the severity of '\(code)' may not be lowered from \(from) to \(to)"
    case .emptyScope: "a scope needs one of market, strategy or tag in its 'where'"
    case .badName(let name, let what): "'\(name)' cannot be the name of \(what)"
    case .badPath(let path, let key): "'\(path)' in '\(key)' is no dotted name"
    case .reservedPath(let path, let taken, let meaning):
      "'\(path)' is taken: an event has at '\(taken)' \(meaning)"
    case .pathsCross(let outer, let inner, _):
      "'\(outer)' is a value of the event, and cannot also hold '\(inner)'"
    case .pathTwice(let path, let form, let otherForm, _):
      "'\(path)' is \(form) here and \(otherForm) elsewhere"
    case .nothingToLoad(let path): "no bot, policy or registry document in '\(path)'"
    case .cannotRead(let path): "'\(path)' cannot be read"
    case .badSetting(let text): "'\(text)' is no setting"
    case .unknownSetting(let name, _): "no bot has a param '\(name)'"
    case .ambiguousSetting(let name, _): "more than one bot has a param '\(name)'"
    case .ownerWithoutVoice(let owner, _): "no approver speaks for '\(owner)'"
    case .ownsNothing(let owner, _): "no document names '\(owner)' as its owner"
    case .tooFewApprovers(let kind, let wanted, let people):
      "'\(kind)' needs \(wanted) signatures, and the list has \(people) approvers"
    case .nobodyOfRole(let kind, let role):
      "'\(kind)' needs somebody who is '\(role)', and nobody of the approvers is"
    }
  }

  private var help: [String] {
    switch self {
    case .unknownKey(let name, _, let known), .unknownWord(let name, _, let known),
      .unknownDocument(let name, let known), .unknownBot(let name, let known),
      .unknownParameter(let name, _, let known), .unknownCode(let name, let known),
      .unknownFamily(let name, _, let known), .unknownFact(let name, let known),
      .unknownType(let name, let known), .unknownStaleness(let name, let known),
      .unknownSetting(let name, let known):
      Self.suggest(name, known)
    case .ownerWithoutVoice(_, let known):
      [
        "add it to 'owns' of somebody in specs/approvers.yaml, or a change of it cannot be approved",
        "approvers speak for: \(known.isEmpty ? "nobody" : known.joined(separator: ", "))",
      ]
    case .ownsNothing(let owner, let known):
      suggestions(for: owner, among: known)
    case .tooFewApprovers, .nobodyOfRole:
      ["add people or roles to specs/approvers.yaml; as it stands no such change can be approved"]
    case .missingKey(let key, _): ["add '\(key):'"]
    case .noValue(_, _, true): ["write the value before it; a '#' that belongs to it needs quotes"]
    case .noValue(let key, _, false): ["write a value behind '\(key): ', or remove the key"]
    case .collectionForExpression(let key, _, let quoted):
      ["a value that begins with '[' or '{' needs quotes"]
        + (quoted.map { ["write: \(key): \($0)"] } ?? [])
    case .badQuantity(_, _, let type, _): ["write \(QuantityText.example(of: type))"]
    case .outOfBounds(let name, let value, _, let minimum, _, let loosens):
      Self.boundsHelp(
        isLow: minimum.map { value < $0 } ?? false, loosens: loosens,
        place: name.hasPrefix("staleness.") ? "in specs/staleness.yaml" : "with the param in bots/")
    case .missingParameter(let name, _, let type):
      ["add '\(name): { value: …, why: … }' with \(QuantityText.example(of: type))"]
    case .outsideAuthority(_, _, let authority):
      ["its authority is: \(authority.isEmpty ? "nothing" : authority.joined(separator: ", "))"]
    case .missingStaleness(let name):
      [
        "add '\(name.rawValue): { value: …, why: … }' under 'staleness' of a policy, with "
          + QuantityText.example(of: name.type)
      ]
    case .undeclaredStaleness(let name):
      ["add '\(name.rawValue): { min: …, max: …, loosens: …, meaning: … }' to specs/staleness.yaml"]
    case .noSizeBound(.items, _, _):
      ["add 'max_items: 20': the worst cost of a rule over a list depends on how long it can be"]
    case .noSizeBound(.length, _, _):
      ["add 'max_length: 64': the worst cost of a rule over a text depends on how long it can be"]
    case .needlessSizeBound(let kind, _, _):
      ["take it out; \(kind == .items ? "lists have" : "texts have") '\(kind.rawValue)'"]
    case .outOfRange: ["give a whole number of this range"]
    case .boundBesideValue:
      ["take it out; bounds are declared in specs/staleness.yaml, and policies give values only"]
    case .badVersion: ["count the approved texts of the document: 1, 2, 3"]
    case .badDate: ["write a day that exists as YYYY-MM-DD, such as 2027-01-15"]
    case .badAddress:
      ["write 0x and the 40 hexadecimal digits that 'polytraders keys address' prints"]
    case .gateOnProtection:
      ["take it out of 'of'; only an action that may wait can have a gate, such as cancel_replace"]
    case .beyondImpact:
      ["take it out of 'authority', or say 'capital_impact: direct' so that it is reviewed as such"]
    case .failsOpen(_, _, let known): ["do one of: \(known.joined(separator: ", "))"]
    case .notAnEmitter(let bot, _, let emitters):
      [
        "give another code, or add '\(bot)' to 'emitted_by' of this one in specs/reason-codes.yaml"
          + (emitters.isEmpty ? "" : ", which has \(emitters.joined(separator: ", "))")
      ]
    case .suffixDisagrees: ["rename it, or give it the type that its name promises"]
    case .severityLowered: ["the registry sets the floor; change specs/reason-codes.yaml instead"]
    case .badPath:
      ["write names of letters, digits and '_' joined by points, as in order.placed_at_ms"]
    case .reservedPath:
      [
        "choose another path; conditions have the time as 'now', and values of their market as params"
      ]
    case .pathsCross, .pathTwice: ["give one of the two another path"]
    case .badName: ["use lower-case letters, digits and '_', beginning with a letter"]
    case .cannotRead: ["check that it exists and that you may read it"]
    case .ambiguousSetting(let name, let owners):
      ["name one of: \(owners.map { "\($0).\(name)" }.joined(separator: ", "))"]
    case .badSetting: ["write name=value, as in stale_ttl_s=45s"]
    case .nothingToLoad: ["name a folder with bots/ and policies/, or a document of those kinds"]
    case .wrongKind(_, let wanted, _): [Self.form(of: wanted)]
    case .wrongVersion: ["write 'apiVersion: polytraders/v1'"]
    case .boundsCrossed, .negativeBound:
      ["put the smaller value in 'min' and the larger in 'max', both at least 0 for times"]
    case .declaredTwice: ["keep one of the two"]
    case .emptyScope: ["write one of them, as in where: { tag: nba }"]
    }
  }

  private var related: [RelatedLocation] {
    switch self {
    case .declaredTwice(_, _, let first): [RelatedLocation("first given here", at: first)]
    case .pathsCross(_, _, let other), .pathTwice(_, _, _, let other):
      [RelatedLocation("the other one is here", at: other)]
    default: []
    }
  }

  /// How YAML writes a text, a list or a mapping.
  private static func form(of kind: String) -> String {
    switch kind {
    case "a mapping": "write 'key: value' lines below it, or { key: value }"
    case "a list": "write '- item' lines below it, or [item, item]"
    default: "write \(kind) behind the key, on the same line"
    }
  }

  /// The nearest known word, or all of them.
  private static func suggest(_ name: String, _ known: [String]) -> [String] {
    let near = suggestions(for: name, among: known)
    guard near.isEmpty else { return near }
    return [
      known.isEmpty ? "nothing can be named here" : "known here: \(known.joined(separator: ", "))"
    ]
  }

  private static func describe(_ failure: QuantityText.Failure) -> String {
    switch failure {
    case .malformed: "cannot be read as one"
    case .missingUnit: "has no unit"
    case .wrongUnit(let unit): "has the unit '\(unit)'"
    case .tooPrecise: "is finer than it can be"
    case .outOfRange: "is too large"
    }
  }

  private static func bounds(_ minimum: Int64?, _ maximum: Int64?, _ type: Type) -> String {
    let low = minimum.map { QuantityText.format($0, as: type) } ?? "-"
    let high = maximum.map { QuantityText.format($0, as: type) } ?? "-"
    return "\(low) to \(high)"
  }

  private static func boundsHelp(isLow: Bool, loosens: Loosening, place: String) -> [String] {
    let isLooser = (loosens == .up && !isLow) || (loosens == .down && isLow)
    return [
      "stay inside the bounds; they are declared \(place)"
        + (isLooser ? ", and this value would be looser than they allow" : "")
    ]
  }
}

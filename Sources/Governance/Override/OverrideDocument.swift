import Analysis
import CEL
import Diagnostics
package import Hashing
package import Policy
package import Signing
import YAML

/// One file of `overrides/`: a temporary value of one param in one scope, with its reason, its end and the
/// signatures for it. What it says is texts here; `OverrideAssessment` holds them against the approved policy.
package struct OverrideDocument: Sendable {
  /// The signature of one person.
  package struct Endorsement: Sendable {
    /// As `specs/approvers.yaml` names the person.
    package var approver: Located<String>
    package var signature: Located<Signature>
  }

  /// As the user would open it.
  package var file: String
  /// Chosen at random and never used again.
  package var id: Located<Digest32>
  package var bot: Located<String>
  package var parameter: Located<String>
  /// Nil for the value that holds where no scope has its own.
  package var selector: ScopeSelector?
  /// With its unit, as a policy writes it.
  package var value: Located<String>
  /// What its author says it does; never believed.
  package var verdict: Located<OverrideVerdict>
  package var reason: Located<String>
  /// Empty where there is none.
  package var ticket: String
  /// The digest of the approved policy that it is put on.
  package var policy: Located<Digest32>
  /// The name of the person who asks for it.
  package var proposer: Located<String>
  /// Milliseconds since 1970, whole seconds; it holds from `starts` until just before `expires`.
  package var starts, expires: Located<Int64>
  package var endorsements: [Endorsement]

  /// `default`, `market 0xabc`
  package var scope: String { selector?.text ?? ScopeSelector.everywhere }
  /// `exec.queuewarden.stale_ttl_s`
  package var name: String { "\(bot.value).\(parameter.value)" }
}

extension Digest32 {
  /// Twelve digits, by which people name an override.
  package var short: String { String(hex.prefix(12)) }
}

extension OverrideDocument {
  /// Reads a document of `kind: Override`; nil with the reasons in `bag`.
  static func read(_ root: YAMLNode, file: String, _ bag: inout DiagnosticBag) -> OverrideDocument?
  {
    guard var top = MappingReader(root, "an override", &bag) else { return nil }
    _ = top.text("apiVersion", &bag)
    _ = top.text("kind", &bag)
    var id: Located<Digest32>?
    if let node = top.required("metadata", &bag),
      var metadata = MappingReader(node, "'metadata'", &bag)
    {
      id = digest(metadata.text("id", &bag), "id", &bag)
      metadata.finish(&bag)
    }
    guard let node = top.required("spec", &bag),
      var spec = MappingReader(node, "an override", &bag)
    else { return nil }
    top.finish(&bag)
    let bot = spec.text("bot", &bag)
    let parameter = spec.text("param", &bag)
    let (selector, isScoped) = scope(&spec, &bag)
    let value = spec.text("value", &bag)
    let verdict: Located<OverrideVerdict>? = spec.word("verdict", &bag)
    let reason = spec.text("reason", &bag)
    let ticket = spec.optionalText("ticket", &bag)
    let policy = digest(spec.text("policy", &bag), "policy", &bag)
    let proposer = spec.text("proposer", &bag)
    let starts = time(spec.text("starts", &bag), "starts", &bag)
    let expires = time(spec.text("expires", &bag), "expires", &bag)
    let endorsements = endorsements(&spec, &bag)
    spec.finish(&bag)
    guard !bag.hasErrors, isScoped, let id, let bot, let parameter, let value, let verdict,
      let reason, let policy, let proposer, let starts, let expires
    else { return nil }
    return OverrideDocument(
      file: file, id: id, bot: bot, parameter: parameter, selector: selector, value: value,
      verdict: verdict, reason: reason, ticket: ticket?.value ?? "", policy: policy,
      proposer: proposer, starts: starts, expires: expires, endorsements: endorsements)
  }

  /// The scope, and whether it could be read: an override whose scope is unclear holds nowhere.
  private static func scope(
    _ spec: inout MappingReader, _ bag: inout DiagnosticBag
  ) -> (ScopeSelector?, isRead: Bool) {
    guard let node = spec.optional("where") else {
      // `where:` with nothing behind it is no way to say everywhere.
      guard spec.node["where"] == nil else {
        bag.add(OverrideProblem.badScope.diagnostic(at: spec.node.key("where")?.location))
        return (nil, false)
      }
      return (nil, true)
    }
    guard var reader = MappingReader(node, "'where'", &bag) else { return (nil, false) }
    let named: [ScopeSelector] = [
      reader.optionalText("market", &bag).map { .market($0.value) },
      reader.optionalText("strategy", &bag).map { .strategy($0.value) },
      reader.optionalText("tag", &bag).map { .tag($0.value) },
    ].compactMap { $0 }
    reader.finish(&bag)
    guard named.count == 1 else {
      bag.add(OverrideProblem.badScope.diagnostic(at: node.location))
      return (nil, false)
    }
    return (named[0], true)
  }

  /// `signatures`, each of one person.
  static func endorsements(
    _ spec: inout MappingReader, _ bag: inout DiagnosticBag
  ) -> [Endorsement] {
    spec.items("signatures", &bag).compactMap { item in
      guard var reader = MappingReader(item, "a signature", &bag) else { return nil }
      let approver = reader.text("approver", &bag)
      let text = reader.text("signature", &bag)
      reader.finish(&bag)
      guard let approver, let text else { return nil }
      guard let signature = Signature(hex: text.value) else {
        bag.add(OverrideProblem.badSignatureText.diagnostic(at: text.location))
        return nil
      }
      return Endorsement(
        approver: approver, signature: Located(signature, at: text.location))
    }
  }

  static func digest(
    _ text: Located<String>?, _ key: String, _ bag: inout DiagnosticBag
  ) -> Located<Digest32>? {
    guard let text else { return nil }
    guard let digest = Digest32(prefixedHex: text.value) else {
      bag.add(OverrideProblem.badDigest(key: key, text.value).diagnostic(at: text.location))
      return nil
    }
    return Located(digest, at: text.location)
  }

  /// A time in whole seconds, in milliseconds since 1970.
  static func time(
    _ text: Located<String>?, _ key: String, _ bag: inout DiagnosticBag
  ) -> Located<Int64>? {
    guard let text else { return nil }
    guard let time = try? Timestamp(text.value), time.nanoseconds == 0, time.seconds >= 0 else {
      bag.add(OverrideProblem.badTime(key: key, text.value).diagnostic(at: text.location))
      return nil
    }
    return Located(time.seconds * 1000, at: text.location)
  }
}

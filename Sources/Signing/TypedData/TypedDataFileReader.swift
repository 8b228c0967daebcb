import Diagnostics
import FixedPoint
import YAML

/// Reads the tree of a file of `specs/eip712` and gathers what is wrong with it.
struct TypedDataFileReader {
  private(set) var findings = DiagnosticBag()

  /// The file; nil, with findings, where it cannot be used.
  mutating func read(_ root: YAMLNode) -> TypedDataFile? {
    guard
      let top = entries(
        root, "the document", required: ["apiVersion", "kind", "metadata", "spec"])
    else { return nil }
    expect(top["apiVersion"], "polytraders/v1", key: "apiVersion")
    expect(top["kind"], "TypedData", key: "kind")
    let metadata = top["metadata"].flatMap { entries($0, "'metadata'", required: ["name"]) }
    let name = metadata?["name"].flatMap { text($0, "name") }
    guard let spec = top["spec"],
      let parts = entries(
        spec, "'spec'", required: ["primaryType", "types"], optional: ["domains"]),
      let types = parts["types"], let primaryNode = parts["primaryType"],
      let schema = schema(types), let primary = text(primaryNode, "primaryType")
    else { return nil }
    let domains = parts["domains"].map { families($0) } ?? []
    guard let structure = schema[primary] else {
      report(.unknownPrimaryType(primary, known: schema.names), at: primaryNode)
      return nil
    }
    guard let name else { return nil }
    return TypedDataFile(name: name, schema: schema, primary: structure, domains: domains)
  }

  // MARK: structs

  private mutating func schema(_ types: YAMLNode) -> TypedDataSchema? {
    guard let structures = types.pairs else {
      report(.wrongKind("'types'", wanted: "a mapping", found: types.kindName), at: types)
      return nil
    }
    var declarations: [TypedDataSchema.Declaration] = []
    for (key, value) in structures {
      let name = key.text ?? ""
      guard let pairs = value.pairs else {
        report(
          .wrongKind("type '\(name)'", wanted: "a mapping of members", found: value.kindName),
          at: value)
        continue
      }
      var members: [TypedDataSchema.Declaration.Member] = []
      for (key, value) in pairs {
        guard let type = text(value, key.text ?? "") else { continue }
        members.append(.init(key.text ?? "", type))
      }
      declarations.append(.init(name, members))
    }
    guard !findings.hasErrors else { return nil }
    do throws(TypedDataError) {
      return try TypedDataSchema(declarations)
    } catch {
      guard case .declaration(let fault, let structure, let member) = error else {
        preconditionFailure("declarations hold no values")
      }
      let declared = types.key(structure) ?? types
      let pair = member.flatMap { types[structure]?.pairs?[$0] }
      let isName = if case .badName = fault { true } else { false }
      report(
        .declaration(fault, structure: structure),
        at: (isName ? pair?.key : pair?.value) ?? declared)
      return nil
    }
  }

  // MARK: domains

  private mutating func families(_ node: YAMLNode) -> [TypedDataFile.Family] {
    guard let pairs = node.pairs else {
      report(.wrongKind("'domains'", wanted: "a mapping", found: node.kindName), at: node)
      return []
    }
    return pairs.compactMap { key, value in family(key.text ?? "", value) }
  }

  private mutating func family(_ label: String, _ node: YAMLNode) -> TypedDataFile.Family? {
    guard
      let parts = entries(
        node, "domain '\(label)'", required: ["name", "version"],
        optional: ["contracts", "chains"]),
      let nameNode = parts["name"], let versionNode = parts["version"],
      let name = text(nameNode, "name"), let version = text(versionNode, "version")
    else { return nil }
    var domains: [TypedDataDomain] = []
    switch (parts["contracts"], parts["chains"]) {
    case (let contracts?, nil):
      for (key, value) in contracts.pairs ?? [] {
        guard let chain = chain(key), let address = address(value) else { continue }
        domains.append(
          TypedDataDomain(
            name: name, version: version, chainID: chain, verifyingContract: address))
      }
      if contracts.pairs == nil {
        report(
          .wrongKind("'contracts'", wanted: "a mapping", found: contracts.kindName), at: contracts)
      }
    case (nil, let chains?):
      for item in chains.items ?? [] {
        guard let chain = chain(item) else { continue }
        domains.append(TypedDataDomain(name: name, version: version, chainID: chain))
      }
      if chains.items == nil {
        report(.wrongKind("'chains'", wanted: "a list", found: chains.kindName), at: chains)
      }
    case (nil, nil): domains = [TypedDataDomain(name: name, version: version)]
    case (_?, let chains?): report(.chainsBesideContracts(label), at: chains)
    }
    return TypedDataFile.Family(label: label, name: name, version: version, domains: domains)
  }

  private mutating func chain(_ node: YAMLNode) -> UInt256? {
    guard let text = text(node, "chain") else { return nil }
    guard let number = UInt256(decimal: text), let chain = number.uint64, chain > 0 else {
      report(.notAChain(text), at: node)
      return nil
    }
    return number
  }

  private mutating func address(_ node: YAMLNode) -> Address? {
    guard let text = text(node, "contract") else { return nil }
    do throws(AddressError) {
      return try Address(checked: text)
    } catch {
      report(.badAddress(text, error), at: node)
      return nil
    }
  }

  // MARK: nodes

  /// The values of a mapping by key; nil, with findings, where a required one is missing. Keys that it may not
  /// have are findings too.
  private mutating func entries(
    _ node: YAMLNode, _ subject: String, required: [String], optional: [String] = []
  ) -> [String: YAMLNode]? {
    guard let pairs = node.pairs else {
      report(.wrongKind(subject, wanted: "a mapping", found: node.kindName), at: node)
      return nil
    }
    var values: [String: YAMLNode] = [:]
    for (key, value) in pairs {
      guard let name = key.text, (required + optional).contains(name) else {
        report(.unknownKey(key.text ?? "", in: subject, known: required + optional), at: key)
        continue
      }
      values[name] = value
    }
    let missing = required.filter { values[$0]?.isAbsent ?? true }
    for key in missing { report(.missingKey(key, in: subject), at: node) }
    return missing.isEmpty ? values : nil
  }

  private mutating func text(_ node: YAMLNode, _ key: String) -> String? {
    guard let text = node.text, !node.isAbsent else {
      report(.wrongKind("'\(key)'", wanted: "text", found: node.kindName), at: node)
      return nil
    }
    return text
  }

  private mutating func expect(_ node: YAMLNode?, _ wanted: String, key: String) {
    guard let node, node.text != wanted else { return }
    report(.wrongWord(node.text ?? node.kindName, key: key, wanted: wanted), at: node)
  }

  private mutating func report(_ problem: TypedDataFileProblem, at node: YAMLNode) {
    findings.add(problem.diagnostic(at: node.location))
  }
}

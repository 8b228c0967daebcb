internal import Diagnostics
internal import Hashing
internal import JSON
internal import Signing
internal import Venue

/// Holds typed data against `vectors/{eip712-generic,eip712-order-v2,seed-order}.json`: every hash on the way,
/// the signature and who it recovers to; of orders, the id, the form on the wire, and what is refused.
package func checkTypedData(file: String) -> Tally {
  checkCases(of: file, ["cases", "poly1271_cases", "wrong_domain_cases"]) { array, report in
    switch array {
    case "poly1271_cases": OrderChecks.depositWallet(&report)
    case "wrong_domain_cases":
      TypedDataChecks.document(&report)
      OrderChecks.wrongDomain(&report)
    default:
      TypedDataChecks.document(&report)
      if report.vector["order_id"] != nil { OrderChecks.order(&report) }
    }
  }
}

enum TypedDataChecks {
  /// The hashes, the signature and the signer of a case with a domain and a message.
  static func document(_ report: inout CaseReport) {
    guard let types = types(&report), let primary = report.text("primary_type"),
      let domain = report.vector["domain"], let message = report.vector["message"]
    else { return report.fail("the case lacks its types, its domain or its message") }
    let document: TypedDataDocument
    do throws(TypedDataError) {
      document = try TypedDataDocument([
        "types": types, "primaryType": .string(primary), "domain": domain, "message": message,
      ])
    } catch {
      return report.fail(error.diagnostic(file: nil).message)
    }
    report.expect("encoded_type", document.encodedType)
    report.expect("type_hash", document.typeHash.prefixedHex)
    report.expect("domain_separator", document.domainSeparator.prefixedHex)
    report.expect("struct_hash", document.structHash.prefixedHex)
    report.expect("digest", document.digest.prefixedHex)
    guard let key = SigningChecks.key(&report) else { return }
    report.expect("signer_address", key.address.checksummed)
    report.expect("signature", key.sign(document.digest).hex)
    let signer = report.vector["signature"]?.string.flatMap { Signature(hex: $0) }?
      .signer(of: document.digest)
    report.expect("signer_address", signer?.checksummed)
  }

  /// The types of a case: its own, or those of the file of `specs/eip712` whose primary type it has.
  private static func types(_ report: inout CaseReport) -> JSONValue? {
    if let types = report.vector["types"] { return types }
    guard let encoded = report.text("encoded_type") else { return nil }
    let files: [TypedDataFile] = [.orderV2, .seedOrder, .orderV1, .clobAuth, .policyApproval]
    guard let file = files.first(where: { $0.primary.encodedType == encoded }) else {
      report.fail("no file of specs/eip712 has the type \(encoded)")
      return nil
    }
    return .object(
      file.schema.names.compactMap { name in
        file.schema[name].map { structure in
          JSONValue.Member(
            name,
            .array(
              structure.members.map { member in
                ["name": .string(member.name), "type": .string(member.typeText)]
              }))
        }
      })
  }
}

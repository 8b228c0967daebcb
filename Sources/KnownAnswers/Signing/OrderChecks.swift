internal import Diagnostics
internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing
internal import Trading
internal import Venue

/// The cases of vectors/eip712-order-v2.json, through what signs and checks orders for the venue.
enum OrderChecks {
  /// An order: its id, its signature, and its form on the wire, written and read.
  static func order(_ report: inout CaseReport) {
    guard let domain = domain(report.vector["domain"]) else {
      return report.fail("the domain is none of specs/eip712")
    }
    report.expect("venue", domain.contract.rawValue, isRequired: false)
    let wire = report.vector["wire_order"]
    guard let order = order(report.vector["message"]) else {
      // Numbers beyond those of real orders are for the encoder of any typed data alone.
      report.expect(wire == nil, "the message is no order of the venue")
      return
    }
    report.expect("struct_hash", OrderEncoder.v2.structHash(of: order).prefixedHex)
    report.expect("order_id", order.digest(in: domain).prefixedHex)
    guard let key = SigningChecks.key(&report) else { return }
    do throws(OrderSignatureError) {
      let signed = try SignedOrder(order, in: domain, key: key)
      report.expect("order_id", signed.id.prefixedHex)
      report.expect("signature", signed.signature.hex)
      try signed.signature.check(order, in: domain)
      if let wire { check(wire, signed, &report) }
    } catch {
      report.fail(error.diagnostic.message)
    }
  }

  private static func check(
    _ wire: JSONValue, _ signed: SignedOrder, _ report: inout CaseReport
  ) {
    guard let expiration = wire["expiration"]?.string.flatMap({ UInt256(decimal: $0)?.uint64 })
    else { return report.fail("wire_order has no expiration") }
    let request = OrderRequest(
      order: signed.order, signature: signed.signature, expiration: expiration, owner: "owner",
      type: expiration == 0 ? .goodTillCancelled : .goodTillDate)
    let reader = JSONReader()
    guard
      let (written, read) = try? reader.withNode(
        of: request.body,
        { node in (node.member("order").map { JSONValue($0) }, try? OrderRequest(reading: node)) })
    else { return report.fail("the body is not JSON") }
    report.expect("wire_order", written?.compactText)
    report.expect(read == request, "the body reads as another order")
  }

  /// An order of a deposit wallet: the hashes of the nested typed data and the 317 bytes.
  static func depositWallet(_ report: inout CaseReport) {
    guard let domain = domain(report.vector["domain"]), let order = order(report.vector["message"]),
      let key = SigningChecks.key(&report)
    else { return report.fail("the case is no order in a domain of specs/eip712") }
    let contents = OrderEncoder.v2.structHash(of: order)
    report.expect("venue", domain.contract.rawValue, isRequired: false)
    report.expect("wrapper_encoded_type", TypedDataFile.depositWallet.primary.encodedType)
    report.expect("domain_separator", domain.separator.prefixedHex)
    report.expect("contents_hash", contents.prefixedHex)
    report.expect(
      "typed_data_sign_struct_hash",
      DepositWallet.structHash(contents: contents, wallet: order.maker, chain: domain.chain)
        .prefixedHex)
    report.expect("digest", DepositWallet.digest(of: order, in: domain).prefixedHex)
    report.expect("owner_eoa", key.address.checksummed)
    do throws(OrderSignatureError) {
      let signed = try SignedOrder(order, in: domain, key: key)
      if case .wallet(let inner, _, _) = signed.signature {
        report.expect("inner_signature", inner.hex)
      }
      report.expect("signature", signed.signature.hex)
      report.expect("order_id", signed.id.prefixedHex)
      try signed.signature.check(order, in: domain, owner: key.address)
      report.expect(
        OrderSignature(hex: signed.signature.hex) == signed.signature, "it reads as another")
    } catch {
      report.fail(error.diagnostic.message)
    }
  }

  /// An order that was signed for another domain than its market's: refused, for that reason.
  static func wrongDomain(_ report: inout CaseReport) {
    guard let signed = domain(report.vector["domain"]),
      let expected = domain(report.vector["expected_domain"]),
      let order = order(report.vector["message"]),
      let text = report.text("signature"), let signature = OrderSignature(hex: text)
    else { return report.fail("the case is no order in two domains of specs/eip712") }
    report.expect("order_id", order.digest(in: signed).prefixedHex)
    let digest = order.digest(in: expected)
    report.expect("digest_under_expected_domain", digest.prefixedHex)
    if case .key(let signature) = signature {
      report.expect(
        "address_recovered_under_expected_domain", signature.signer(of: digest)?.checksummed)
    }
    do throws(OrderSignatureError) {
      try signature.check(order, in: expected)
      report.expect("must_be_rejected", "false")
    } catch {
      report.expect("must_be_rejected", "true")
      report.expect(
        error == .domainMismatch(expected: expected, signed: signed),
        "it is refused for another reason: \(error.diagnostic.message)")
    }
  }

  private static func domain(_ json: JSONValue?) -> OrderDomain? {
    guard let json, let contract = json["verifyingContract"]?.string.flatMap({ Address(hex: $0) })
    else { return nil }
    return OrderDomain.all.first {
      $0.domain.name == json["name"]?.string && $0.domain.version == json["version"]?.string
        && $0.domain.chainID?.description == json["chainId"]?.string && $0.address == contract
    }
  }

  private static func order(_ message: JSONValue?) -> VenueOrder? {
    func number(_ key: String) -> UInt256? {
      message?[key]?.string.flatMap { UInt256(decimal: $0) }
    }
    func address(_ key: String) -> Address? { message?[key]?.string.flatMap { Address(hex: $0) } }
    func word(_ key: String) -> Digest32? {
      message?[key]?.string.flatMap { Digest32(prefixedHex: $0) }
    }
    guard let salt = number("salt")?.uint64, let maker = address("maker"),
      let signer = address("signer"), let token = number("tokenId"),
      let makerAmount = number("makerAmount")?.uint64,
      let takerAmount = number("takerAmount")?.uint64, let side = number("side")?.uint64, side < 2,
      let type = number("signatureType")?.uint64.flatMap({ UInt8(exactly: $0) }),
      let signatureType = VenueOrder.SignatureType(rawValue: type),
      let timestamp = number("timestamp")?.uint64, let metadata = word("metadata"),
      let builder = word("builder")
    else { return nil }
    return VenueOrder(
      salt: salt, maker: maker, signer: signer, tokenID: token, makerAmount: makerAmount,
      takerAmount: takerAmount, side: side == 0 ? .buy : .sell, signatureType: signatureType,
      timestamp: timestamp, metadata: metadata, builder: builder)
  }
}

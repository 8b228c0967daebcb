import FixedPoint
package import Hashing
package import Signing
import Trading

/// Hashes orders by the schema of `specs/eip712/order-v2.yaml`: which fields are signed, in which order, is what
/// the file says, and was looked up once. A hash costs three runs of Keccak and allocates nothing.
package struct OrderEncoder: Sendable {
  /// The type hash of the order.
  package let typeHash: Digest32
  /// `encodeType` of the order: what stands in the signature of a deposit wallet.
  package let encodedType: String
  private let fields: [Field]

  /// A signed field of an order; the raw value is its name in the schema.
  private enum Field: String, CaseIterable {
    case salt, maker, signer, tokenID = "tokenId", makerAmount, takerAmount, side, signatureType,
      timestamp, metadata, builder

    /// The type in which the word of the field is right.
    var type: TypedDataType {
      switch self {
      case .maker, .signer: .address
      case .side, .signatureType: .unsigned(bits: 8)
      case .metadata, .builder: .fixedBytes(32)
      default: .unsigned(bits: 256)
      }
    }
  }

  /// The encoder of the order that the venue takes.
  package static let v2: OrderEncoder = {
    guard let encoder = OrderEncoder(TypedDataFile.orderV2.primary) else {
      preconditionFailure("specs/eip712/order-v2.yaml declares the order of the venue")
    }
    return encoder
  }()

  /// Nil where the struct has a member that no order has, lacks one, or gives one another type.
  package init?(_ structure: TypedDataSchema.Structure) {
    let fields = structure.members.compactMap { member in
      Field(rawValue: member.name).flatMap { $0.type == member.type ? $0 : nil }
    }
    guard fields.count == structure.members.count, fields.count == Field.allCases.count else {
      return nil
    }
    self.fields = fields
    typeHash = structure.typeHash
    encodedType = structure.encodedType
  }

  /// `hashStruct` of the order.
  package func structHash(of order: VenueOrder) -> Digest32 {
    var state = Keccak256()
    state.update(typeHash)
    // Not by an iterator, which takes memory in a debug build.
    for index in fields.indices { state.update(Self.word(fields[index], of: order)) }
    return state.finalize()
  }

  private static func word(_ field: Field, of order: VenueOrder) -> Digest32 {
    switch field {
    case .salt: Digest32(order.salt)
    case .maker: order.maker.word
    case .signer: order.signer.word
    case .tokenID: Digest32(order.tokenID)
    case .makerAmount: Digest32(order.makerAmount)
    case .takerAmount: Digest32(order.takerAmount)
    case .side: Digest32(order.side == .buy ? UInt64(0) : 1)
    case .signatureType: Digest32(UInt64(order.signatureType.rawValue))
    case .timestamp: Digest32(order.timestamp)
    case .metadata: order.metadata
    case .builder: order.builder
    }
  }
}

extension VenueOrder {
  /// What is signed for this order in a domain, and the id that the venue gives it: known before it is sent
  /// (facts/polymarket-v2.md 1.3).
  package func digest(in domain: OrderDomain) -> Digest32 {
    domain.domain.digest(of: OrderEncoder.v2.structHash(of: self))
  }
}

internal import Hashing
internal import JSON
internal import Signing

extension Chain {
  /// `eth_sendRawTransaction`: the hash as JSON.
  mutating func send(_ parameters: RPCParameters, now: Int64) throws(RPCError) -> [UInt8] {
    let bytes = try parameters.bytes(0)
    let signed: SignedTransaction
    do throws(TransactionError) {
      signed = try SignedTransaction(decoding: bytes)
    } catch {
      throw .server(error.nodeMessage)
    }
    do throws(PoolRefusal) {
      try submit(signed, now: now)
    } catch {
      throw .server(error.message)
    }
    return Array("\"\(signed.hash.prefixedHex)\"".utf8)
  }
}

extension TransactionError {
  /// The words of go-ethereum.
  fileprivate var nodeMessage: String {
    switch self {
    case .tooLarge(let count, let limit):
      "oversized data: transaction size \(count), limit \(limit)"
    case .encoding(.empty): "typed transaction too short"
    case .encoding(.unexpectedEnd): "rlp: value size exceeds available input length"
    case .encoding(.needlessHeader): "rlp: non-canonical size information"
    case .encoding(.needlessLength): "rlp: non-canonical size information"
    case .encoding(.trailingBytes): "rlp: input contains more than one value"
    case .encoding(.tooDeep), .encoding(.tooManyItems):
      "rlp: expected input string or byte, got List"
    case .unknownType: "transaction type not supported"
    case .fieldCount(let expected, let found) where found < expected:
      "rlp: too few elements for types.LegacyTx"
    case .fieldCount: "rlp: input list has too many elements for types.LegacyTx"
    case .badField(let field): "rlp: non-canonical or wrong-sized input for field \(field.rawValue)"
    case .badSignature: "invalid sender: invalid transaction v, r, s values"
    }
  }
}

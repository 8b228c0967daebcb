/// Why bytes are no signed transaction.
package enum TransactionError: Error, Equatable, Sendable {
  /// More bytes than the limit: a node refuses such transactions too.
  case tooLarge(count: Int, limit: Int)
  /// The bytes, behind the type byte where there is one, are no RLP list. Offsets count from the first byte.
  case encoding(RLPError)
  /// The first byte names a form that this project does not know.
  case unknownType(UInt8)
  /// A list of the wrong length.
  case fieldCount(expected: Int, found: Int)
  /// A field that is not of its form.
  case badField(TransactionField)
  /// r, s or v outside of what a signature may have, high s included, or one that belongs to no key.
  case badSignature
}

/// A field of a transaction, by the name that JSON-RPC gives it.
package enum TransactionField: String, Sendable {
  case chainID = "chainId"
  case nonce, gasPrice, maxPriorityFeePerGas, maxFeePerGas
  case gasLimit = "gas"
  case to, value
  case data = "input"
  case accessList
  case v, r, s
}

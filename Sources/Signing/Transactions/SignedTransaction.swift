package import Hashing

/// A transaction with its signature: what a node is sent and what a block holds.
package struct SignedTransaction: Hashable, Sendable {
  /// What is to be done.
  package let transaction: Transaction
  /// Of the sender's key over `transaction.signingHash`; low s.
  package let signature: Signature
  /// Who pays and whose nonce is used: recovered from the signature.
  package let sender: Address
  /// The identity of the transaction on the chain: Keccak-256 of `bytes`.
  package let hash: Digest32
  /// What `eth_sendRawTransaction` takes.
  package let bytes: [UInt8]

  /// Equal bytes are the same transaction.
  package static func == (left: SignedTransaction, right: SignedTransaction) -> Bool {
    left.hash == right.hash
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(hash)
  }

  /// The transaction under the signature of `key`. The same transaction always gives the same bytes (RFC 6979).
  package init(_ transaction: Transaction, key: SigningKey) {
    self.transaction = transaction
    signature = key.sign(transaction.signingHash)
    sender = key.address
    bytes = transaction.encoded(with: signature)
    hash = Keccak256.hash(bytes)
  }

  /// Reads what a node is sent: strictly, in the one form that the encoder gives.
  package init(decoding bytes: [UInt8]) throws(TransactionError) {
    let (transaction, signature) = try TransactionDecoder.read(bytes)
    guard let sender = signature.signer(of: transaction.signingHash) else { throw .badSignature }
    self.transaction = transaction
    self.signature = signature
    self.sender = sender
    self.bytes = bytes
    hash = Keccak256.hash(bytes)
  }
}

extension SignedTransaction {
  /// `0x` and the bytes in lowercase hexadecimal digits.
  package var hex: String { "0x" + Hexadecimal.text(bytes) }
}

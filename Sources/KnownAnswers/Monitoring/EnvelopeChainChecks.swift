internal import Hashing
internal import JSON
internal import Journal

/// The cases of envelope_chain.json, through the walk that `audit verify` uses.
enum EnvelopeChainChecks {
  static func difference(_ vector: JSONValue) -> String? {
    guard let envelopes = vector["envelopes"]?.array else { return "the case has no envelopes" }
    let checkpoint: (size: Int64, root: Digest32?)?
    switch vector["checkpoint"] {
    case nil, .null?: checkpoint = nil
    case let stated?:
      guard let size = stated["size"]?.int64 else { return "the checkpoint has no size" }
      checkpoint = (size, stated["root"]?.string.flatMap { Digest32(hex: $0) })
    }

    var walk = ChainWalk()
    var root = checkpoint?.size == 0 ? walk.tree.root : nil
    for envelope in envelopes {
      if let link = ChainLink(envelope) {
        walk.append(link)
      } else {
        walk.appendMalformed(
          "no canonical envelope", hash: envelope["hash"]?.string.flatMap { Digest32(hex: $0) })
      }
      if walk.count == checkpoint?.size { root = walk.tree.root }
    }
    if let checkpoint {
      walk.finish(checkpoint: checkpoint.size, root: checkpoint.root, rootAtSize: root)
    }
    return KnownAnswers.difference(
      expected: vector["expected"],
      found: [
        "result": .string(walk.fault?.kind.rawValue ?? "ok"),
        "at_seq": walk.fault.map { .number(String($0.sequence)) } ?? .null,
        "tree_root": .string(walk.tree.root.hex),
      ])
  }
}

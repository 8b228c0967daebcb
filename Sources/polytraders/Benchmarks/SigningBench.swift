import CSecp256k1
import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import Runtime
import Signing
import Trading
import Venue

/// From the fields of an order to the 65 bytes of its signature, against libsecp256k1's bare signature of a hash
/// that is there already. Both use the same library; they take turns, round by round, so that a noisy machine is
/// noisy for both. What is above 1 in their quotient is what this program adds.
struct SigningBench {
  private static let count = 2_000

  private let key: SigningKey
  private let domain = OrderDomain.of(isNegativeRisk: false, on: .polygon)
  private let orders: [VenueOrder]

  /// A key that everybody knows and orders that differ.
  init() throws {
    guard let key = try? SigningKey(hex: Self.secret.map { Self.hex($0) }.joined()) else {
      throw Benchmarks.unsuitable
    }
    self.key = key
    orders = (0..<Self.count).map { number in
      VenueOrder(
        salt: 479_249_096_354 + UInt64(number), maker: key.address, signer: key.address,
        tokenID: UInt256(high: 0x9DAE_0001_7A55, low: UInt128(number) << 64),
        makerAmount: 52_000_000, takerAmount: 100_000_000, side: .buy,
        signatureType: .externallyOwned, timestamp: 1_777_377_600_000 + UInt64(number),
        metadata: .zero, builder: .zero)
    }
  }

  /// Orders signed, bare signatures, hashes and recoveries, in nanoseconds of processor time.
  func measure(rounds: Int) throws -> [Measurement] {
    var times: [[UInt64]] = [[], [], [], []]
    func time(_ index: Int, _ body: () throws -> Void) rethrows {
      let begun = ProcessorTime.now
      try body()
      times[index].append(max(1, ProcessorTime.now - begun))
    }
    let bare = try BareSigner(secret: Self.secret)
    let digests = orders.map { $0.digest(in: domain) }
    let signatures = digests.map { key.sign($0) }
    let text = [UInt8](repeating: 0xA5, count: 448)
    // Signatures that nobody reads would be signatures that nobody makes.
    var witness: UInt64 = 0
    for round in 0...rounds {
      try time(0) {
        for order in orders { witness ^= try signedWord(order) }
      }
      time(1) {
        for digest in digests { witness ^= bare.sign(digest) }
      }
      time(2) {
        for _ in orders { witness ^= Keccak256.hash(text.span).words.0 }
      }
      time(3) {
        for (digest, signature) in zip(digests, signatures) {
          witness ^= signature.signer(of: digest)?.word.words.3 ?? 0
        }
      }
      // The first round warms the caches.
      if round == 0 { times = times.map { _ in [] } }
    }
    guard witness != .max else { throw Benchmarks.unsuitable }
    return zip(Self.names, times).map { name, times in
      Measurement(
        name: name.0, unit: "ns", method: name.1,
        rounds: times.map { Double($0) / Double(Self.count) })
    }
  }

  private static let names = [
    ("order signed", "eleven fields to id and 65 bytes, domain chosen, signer compared"),
    ("bare signature", "libsecp256k1's secp256k1_ecdsa_sign alone, in the same rounds"),
    ("Keccak-256", "448 bytes"),
    ("signer recovered", "65 bytes to the address of the signer"),
  ]

  /// The figures in one sentence.
  static func closing(_ measurements: [Measurement]) -> String {
    let (ours, bare) = (measurements[0].median, measurements[1].median)
    let ratio = (ours / bare * 100).rounded() / 100
    return
      "\n\(grouped(Int(1e9 / ours))) signed orders/s; to libsecp256k1's bare signature \(ratio)\n"
  }

  private func signedWord(_ order: VenueOrder) throws -> UInt64 {
    let signed = try SignedOrder(order, in: domain, key: key)
    guard case .key(let signature) = signed.signature else { return 0 }
    return signature.s.words.3
  }

  /// The first key of the public test accounts that every Ethereum tool knows.
  private static let secret: [UInt8] = [
    0xAC, 0x09, 0x74, 0xBE, 0xC3, 0x9A, 0x17, 0xE3, 0x6B, 0xA4, 0xA6, 0xB4, 0xD2, 0x38, 0xFF, 0x94,
    0x4B, 0xAC, 0xB4, 0x78, 0xCB, 0xED, 0x5E, 0xFC, 0xAE, 0x78, 0x4D, 0x7B, 0xF4, 0xF2, 0xFF, 0x80,
  ]

  private static func hex(_ byte: UInt8) -> String { Hexadecimal.text([byte]) }
}

/// What a program in C would do: one context, which lives as long as the program, and one call.
@safe private struct BareSigner {
  private let context: OpaquePointer
  private let secret: [UInt8]

  init(secret: [UInt8]) throws {
    guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
      throw Benchmarks.unsuitable
    }
    unsafe self.context = unsafe context
    self.secret = secret
  }

  /// Eight bytes of the signature.
  func sign(_ digest: Digest32) -> UInt64 {
    let message = (
      digest.words.0.bigEndian, digest.words.1.bigEndian, digest.words.2.bigEndian,
      digest.words.3.bigEndian
    )
    var signature = secp256k1_ecdsa_signature()
    unsafe withUnsafeBytes(of: message) { message in
      unsafe secret.withUnsafeBufferPointer { secret in
        guard let message = unsafe message.bindMemory(to: UInt8.self).baseAddress,
          let secret = secret.baseAddress
        else { return }
        _ = unsafe secp256k1_ecdsa_sign(context, &signature, message, secret, nil, nil)
      }
    }
    return unsafe withUnsafeBytes(of: signature) { unsafe $0.load(as: UInt64.self) }
  }
}

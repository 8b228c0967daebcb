import FixedPoint
import Hashing
import JSON
import Signing
import Testing
import Venue

@testable import VenueSimulator

/// Holds a value whose methods change it: the macros of tests take no calls that change a variable.
final class Changing<Value> {
  var value: Value

  init(_ value: Value) {
    self.value = value
  }
}

extension Changing<CredentialRegistry> {
  func create(address: Address, nonce: UInt256) -> CredentialRegistry.Entry? {
    value.create(address: address, nonce: nonce)
  }

  func delete(_ key: VenueIdentifier) -> Bool { value.delete(key) }
}

@Suite("subscriptions of the channels")
struct ServerChannelTests {
  private static let one = UInt256(UInt64(11))
  private static let first = Digest32(0, 0, 0, 1).prefixedHex
  private static let second = Digest32(0, 0, 0, 2).prefixedHex

  private static func market(_ text: String) throws -> Digest32 {
    try #require(Digest32(prefixedHex: text))
  }

  private static let two = UInt256(UInt64(22))
  private let socket = SocketID(number: 1)
  private let other = SocketID(number: 2)

  private static func request(_ text: String, limit: Int = 10) -> ChannelRequest {
    let reader = JSONReader()
    return ChannelRequest.read(Array(text.utf8), with: reader, limit: limit)
  }

  @Test(
    "frames mean what the venue's clients mean by them",
    arguments: [
      ("PING", ChannelRequest.ping),
      (
        #"{"type":"market","assets_ids":["11"]}"#,
        .market(.init(tokens: ["11"]))
      ),
      (
        #"{"type":"MARKET","assets_ids":[],"initial_dump":false,"custom_feature_enabled":true}"#,
        .market(.init(tokens: [], initialDump: false, customFeatures: true))
      ),
      (
        #"{"operation":"unsubscribe","assets_ids":["11","22"]}"#,
        .change(.init(adds: false, tokens: ["11", "22"], markets: []))
      ),
      (
        #"{"type":"user","auth":{"apiKey":"a","secret":"b","passphrase":"c"},"markets":["0x1"]}"#,
        .user(.init(apiKey: "a", secret: "b", passphrase: "c", markets: ["0x1"]))
      ),
      (
        #"{"type":"user","auth":{"apiKey":"a","secret":"b","passphrase":"c"}}"#,
        .user(.init(apiKey: "a", secret: "b", passphrase: "c", markets: nil))
      ),
    ])
  func reads(text: String, request: ChannelRequest) {
    #expect(Self.request(text) == request)
  }

  @Test(
    "frames that mean nothing",
    arguments: [
      "", "PONG", "{", "[]", "1", #"{"type":"other"}"#, #"{"type":"market","assets_ids":"11"}"#,
      #"{"type":"market","assets_ids":[1]}"#, #"{"operation":"reset","assets_ids":[]}"#,
      #"{"type":"market","assets_ids":["1","2","3","4","5","6","7","8","9","10","11"]}"#,
    ])
  func refuses(text: String) {
    #expect(Self.request(text) == .unknown)
  }

  @Test("a subscription brings the books once, then messages until it ends")
  func market() {
    let hub = Changing(ChannelHub())
    hub.value.opened(socket, .market)
    hub.value.opened(other, .market)
    let subscribe = Self.request(#"{"type":"market","assets_ids":["11","22","x"]}"#)
    #expect(
      hub.value.received(subscribe, from: socket) == [
        .subscribed([Self.one, Self.two], dump: true)
      ])
    #expect(hub.value.received(subscribe, from: socket) == [.subscribed([], dump: true)])
    #expect(hub.value.listeners(to: [Self.one, Self.two]) == [socket])
    #expect(hub.value.listeners(to: [Self.two], isCustom: true).isEmpty)
    let change = Self.request(
      #"{"operation":"unsubscribe","assets_ids":["22"],"custom_feature_enabled":true}"#)
    #expect(hub.value.received(change, from: socket).isEmpty)
    #expect(hub.value.listeners(to: [Self.two]).isEmpty)
    #expect(hub.value.listeners(to: [Self.one], isCustom: true) == [socket])
    hub.value.closed(socket)
    #expect(hub.value.listeners(to: [Self.one]).isEmpty)
    #expect(hub.value.count == 1)
  }

  @Test(
    "a user hears of the markets asked for, and of nothing before the credentials are found right")
  func user() throws {
    let hub = Changing(ChannelHub())
    let address = Address.zero
    hub.value.opened(socket, .user)
    let early = Self.request(#"{"operation":"subscribe","markets":["0x1"]}"#)
    #expect(hub.value.received(early, from: socket) == [ChannelHub.unauthorized])
    hub.value.welcome(
      socket, address: address, apiKey: VenueIdentifier(high: 0, low: 1), markets: [Self.first])
    #expect(try hub.value.listeners(of: address, market: Self.market(Self.first)) == [socket])
    #expect(try hub.value.listeners(of: address, market: Self.market(Self.second)).isEmpty)
    _ = hub.value.received(
      Self.request(#"{"operation":"subscribe","markets":["\#(Self.second)"]}"#), from: socket)
    #expect(try hub.value.listeners(of: address, market: Self.market(Self.second)) == [socket])
    _ = hub.value.received(
      Self.request(#"{"operation":"unsubscribe","markets":["\#(Self.first)"]}"#), from: socket)
    #expect(try hub.value.listeners(of: address, market: Self.market(Self.first)).isEmpty)
    hub.value.closed(socket)
    #expect(try hub.value.listeners(of: address, market: Self.market(Self.second)).isEmpty)
  }

  @Test("channels do not take each other's frames, and say so")
  func crossed() {
    let hub = Changing(ChannelHub())
    hub.value.opened(socket, .user)
    let answer = hub.value.received(
      Self.request(#"{"type":"market","assets_ids":["1"]}"#), from: socket)
    #expect(answer == [.send(Array("INVALID OPERATION".utf8))])
  }

  @Test("a socket names a bounded number of tokens")
  func bounded() {
    let hub = Changing(ChannelHub())
    hub.value.opened(socket, .market)
    for batch in 0..<5 {
      let tokens = (0..<1_000).map { String(batch * 1_000 + $0) }
      _ = hub.value.received(.market(.init(tokens: tokens)), from: socket)
    }
    let heard = (0..<5_000).filter { !hub.value.listeners(to: [UInt256(UInt64($0))]).isEmpty }
    #expect(heard.count == ChannelHub.mostSubjects)
  }
}

@Suite("API keys of the venue")
struct ServerCredentialTests {
  private static let address = Address(hex: "0x00000000000000000000000000000000000000aa")

  @Test("the same seed gives the same credentials, another one or another nonce others")
  func deterministic() throws {
    let address = try #require(Self.address)
    let first = Changing(CredentialRegistry(seed: 1))
    let second = Changing(CredentialRegistry(seed: 1))
    let third = Changing(CredentialRegistry(seed: 2))
    let key = try #require(first.create(address: address, nonce: .zero))
    #expect(second.create(address: address, nonce: .zero)?.credentials == key.credentials)
    #expect(third.create(address: address, nonce: .zero)?.credentials != key.credentials)
    #expect(first.create(address: address, nonce: UInt256(UInt64(1)))?.apiKey != key.apiKey)
    #expect(first.value.derive(address: address, nonce: .zero)?.apiKey == key.apiKey)
  }

  @Test("a key is created once, derived as often as one likes, and gone when deleted")
  func lifecycle() throws {
    let address = try #require(Self.address)
    let registry = Changing(CredentialRegistry(seed: 1))
    #expect(registry.value.derive(address: address, nonce: .zero) == nil)
    let key = try #require(registry.create(address: address, nonce: .zero))
    #expect(registry.create(address: address, nonce: .zero) == nil)
    #expect(registry.value[key.apiKey]?.address == address)
    #expect(registry.delete(key.apiKey))
    #expect(!registry.delete(key.apiKey))
    #expect(registry.value[key.apiKey] == nil)
    #expect(registry.value.derive(address: address, nonce: .zero) == nil)
    #expect(registry.create(address: address, nonce: .zero)?.apiKey == key.apiKey)
  }

  @Test("an API key has the form of a UUID, a secret that of url-safe base64")
  func forms() throws {
    let address = try #require(Self.address)
    let registry = Changing(CredentialRegistry(seed: 7))
    let key = try #require(registry.create(address: address, nonce: .zero))
    #expect(key.apiKey.text.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    #expect(key.credentials.secret.utf8.count == 44)
    #expect(key.credentials.passphrase.utf8.count == 64)
  }

  @Test("one address gets a bounded number of keys")
  func bounded() throws {
    let address = try #require(Self.address)
    let registry = Changing(CredentialRegistry(seed: 7))
    for nonce in 0..<200 {
      _ = registry.create(address: address, nonce: UInt256(UInt64(nonce)))
    }
    #expect(
      registry.value.keys(of: address, .trading).count == CredentialRegistry.mostOfOneAddress)
    #expect(registry.value.createExtra(.readOnly, address: address) == nil)
  }
}

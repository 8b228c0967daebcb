internal import CCurl
internal import Glibc
internal import Synchronization

/// The thread of an `HTTPClient`, with all its transfers and connections.
///
/// `@unchecked`: the transfers under way and libcurl's handle belong to the thread; what others give it goes
/// through `inbox`, and `curl_multi_wakeup` is for any thread.
@safe final class HTTPClientLoop: @unchecked Sendable {
  /// What other threads ask for.
  private struct Inbox {
    var begun: [HTTPTransfer] = []
    var cancelled: [HTTPTransfer] = []
    var isStopping = false
  }

  private let configuration: HTTPClientConfiguration
  private let multi: UnsafeMutableRawPointer
  private let inbox = Mutex(Inbox())
  private var thread = pthread_t()
  private var underWay: [ObjectIdentifier: HTTPTransfer] = [:]

  /// Of the process, before the first handle.
  private static let isPrepared: Bool =
    curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(_ configuration: HTTPClientConfiguration) {
    guard Self.isPrepared, let multi = unsafe curl_multi_init() else {
      fatalError("libcurl cannot be started")
    }
    self.configuration = configuration
    unsafe self.multi = unsafe multi
    let perHost = configuration.connectionsPerHost
    unsafe polytraders_curl_multi_set_number(multi, CURLMOPT_MAX_HOST_CONNECTIONS, perHost)
    unsafe polytraders_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 2 * perHost)
  }

  deinit {
    unsafe curl_multi_cleanup(multi)
  }

  /// Starts the thread, which takes no signals: they are for the program.
  func start() {
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    let code = unsafe pthread_create(
      &thread, nil,
      { user in
        guard let user = unsafe user else { return nil }
        unsafe Unmanaged<HTTPClientLoop>.fromOpaque(user).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    guard code == 0 else { fatalError("no thread for an HTTP client: error \(code)") }
  }

  /// Any thread.
  func begin(_ transfer: HTTPTransfer) {
    let isTaken = inbox.withLock { inbox in
      guard !inbox.isStopping else { return false }
      inbox.begun.append(transfer)
      return true
    }
    if isTaken { unsafe curl_multi_wakeup(multi) } else { transfer.end(.notSent(.shutDown)) }
  }

  /// Any thread; also before `begin`.
  func cancel(_ transfer: HTTPTransfer) {
    transfer.isCancelled.store(true, ordering: .relaxed)
    inbox.withLock { $0.cancelled.append(transfer) }
    unsafe curl_multi_wakeup(multi)
  }

  /// Ends everything and joins the thread, if that is another one.
  func stop() {
    let isFirst = inbox.withLock { inbox in
      defer { inbox.isStopping = true }
      return !inbox.isStopping
    }
    guard isFirst else { return }
    unsafe curl_multi_wakeup(multi)
    if pthread_equal(thread, pthread_self()) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }

  private func run() {
    while takeInbox() {
      var running: Int32 = 0
      unsafe curl_multi_perform(multi, &running)
      endFinished()
      unsafe curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
    for transfer in underWay.values { abandon(transfer, .shutDown) }
    // Those that came between the last look and the stop.
    let late = inbox.withLock { inbox in
      defer { inbox.begun = [] }
      return inbox.begun
    }
    for transfer in late { transfer.end(.notSent(.shutDown)) }
  }

  /// False where the loop has to end.
  private func takeInbox() -> Bool {
    let (begun, cancelled, isStopping) = inbox.withLock { inbox in
      defer {
        if !inbox.isStopping { inbox.begun = [] }
        inbox.cancelled = []
      }
      return (inbox.isStopping ? [] : inbox.begun, inbox.cancelled, inbox.isStopping)
    }
    for transfer in begun { add(transfer) }
    for transfer in cancelled where underWay[ObjectIdentifier(transfer)] != nil {
      abandon(transfer, .cancelled)
    }
    return !isStopping
  }

  private func add(_ transfer: HTTPTransfer) {
    guard !transfer.isCancelled.load(ordering: .relaxed) else {
      return transfer.end(.notSent(.cancelled))
    }
    do throws(NetworkError) {
      let handle = unsafe try transfer.prepare(configuration)
      guard unsafe curl_multi_add_handle(multi, handle) == CURLM_OK else {
        throw .system(operation: "curl_multi_add_handle", code: 0)
      }
      underWay[ObjectIdentifier(transfer)] = transfer
    } catch {
      transfer.end(.notSent(error))
    }
  }

  private func endFinished() {
    while true {
      let end = unsafe polytraders_curl_next_end(multi)
      guard let handle = unsafe end.handle, let user = unsafe polytraders_curl_user(handle) else {
        return
      }
      let transfer = unsafe Unmanaged<HTTPTransfer>.fromOpaque(user).takeUnretainedValue()
      let code = unsafe end.code
      unsafe curl_multi_remove_handle(multi, handle)
      underWay[ObjectIdentifier(transfer)] = nil
      transfer.end(code)
    }
  }

  private func abandon(_ transfer: HTTPTransfer, _ reason: NetworkError) {
    if let handle = unsafe transfer.handle { unsafe curl_multi_remove_handle(multi, handle) }
    underWay[ObjectIdentifier(transfer)] = nil
    transfer.end(transfer.error(reason))
  }
}

internal import Glibc

/// One result, from the thread that has it to the one that waits for it.
///
/// `@unchecked`: the result is written before the semaphore is posted and read after it was waited for.
@safe final class ResultBox: @unchecked Sendable {
  private let semaphore: UnsafeMutablePointer<sem_t>
  private var result: Result<HTTPResponse, HTTPClientError>?

  init() {
    unsafe semaphore = .allocate(capacity: 1)
    unsafe semaphore.initialize(to: sem_t())
    unsafe sem_init(semaphore, 0, 0)
  }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  /// Once.
  func put(_ result: Result<HTTPResponse, HTTPClientError>) {
    self.result = result
    unsafe sem_post(semaphore)
  }

  /// Waits for the result. Once.
  func take() -> Result<HTTPResponse, HTTPClientError> {
    while unsafe sem_wait(semaphore) != 0 {}
    guard let result else { fatalError("a result box was posted without a result") }
    return result
  }
}

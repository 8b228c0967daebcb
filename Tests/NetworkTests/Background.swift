import Glibc

/// Work on a thread of its own that may block, so that tests do not hold up the pool of tasks.
///
/// `@unchecked`: the thread's name is written before anybody else has the object.
final class Background: @unchecked Sendable {
  private var thread = pthread_t()

  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }

  /// Begins; joined or not, the work goes on to its end.
  init(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body))
    let code = unsafe pthread_create(
      &thread, nil,
      { work in
        guard let work = unsafe work else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard code == 0 else { fatalError("no thread for a test") }
  }

  /// Begins what nobody waits for.
  static func detached(_ body: @escaping @Sendable () -> Void) {
    pthread_detach(Background(body).thread)
  }

  /// Waits for the end. Once.
  func join() {
    pthread_join(thread, nil)
  }
}

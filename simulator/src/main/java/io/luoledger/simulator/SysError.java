package io.luoledger.simulator;

import io.luoledger.event.Errno;

/** A call that a simulated kernel refuses. Carries no stack trace: refusing is ordinary and must stay cheap. */
public final class SysError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String errno;
    private final boolean retryable;

    public SysError(String errno) {
        this(errno, false);
    }

    private SysError(String errno, boolean retryable) {
        super(errno, null, false, false);
        this.errno = errno;
        this.retryable = retryable;
    }

    /** One of which a handler says that the call may be repeated. */
    public static SysError retryable(String errno) {
        return new SysError(errno, true);
    }

    public boolean retryable() {
        return retryable;
    }

    public Errno errno() {
        return new Errno(errno);
    }

    public String errnoName() {
        return errno;
    }
}

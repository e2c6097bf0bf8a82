package io.luoledger.simulator;

import io.luoledger.event.Errno;

/** A call that a simulated kernel refuses. Carries no stack trace: refusing is ordinary and must stay cheap. */
public final class SysError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String errno;

    public SysError(String errno) {
        super(errno, null, false, false);
        this.errno = errno;
    }

    public Errno errno() {
        return new Errno(errno);
    }

    public String errnoName() {
        return errno;
    }
}

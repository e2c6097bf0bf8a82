package io.luoledger.simulator;

/**
 * A call that doesn't return: it waits inside the kernel for somebody to let go, and what it is for happens then. There is no errno to
 * it, and nobody who reads the log of live updates sees it.
 */
public final class Blocked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Blocked() {
        super("the call waits", null, false, false);
    }
}

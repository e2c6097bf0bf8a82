package io.luoledger.simulator;

/** What ends a simulated kernel, or a task of it, over live-update state. */
public abstract sealed class KernelDeath extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private KernelDeath(String message) {
        super(message, null, false, false);
    }

    /** The kernel said why. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** The whole kernel stops. */
    public static final class Panic extends KernelDeath {
        private static final long serialVersionUID = 1L;

        public Panic(String message) {
            super(message);
        }
    }

    /** The task that was in the kernel is killed; the locks it held stay taken. */
    public static final class Oops extends KernelDeath {
        private static final long serialVersionUID = 1L;

        public Oops(String message) {
            super(message);
        }
    }
}

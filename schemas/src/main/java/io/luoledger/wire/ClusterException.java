package io.luoledger.wire;

/** A cluster, or the processors on it, that can't be reached, refuses, or is at work for another writer. */
public final class ClusterException extends LedgerException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.luoledger.wire;

/**
 * What keeps somebody from their work and is no defect of this program: a kind for each cause. The message is for people and
 * says what, where and what was expected. The command's exit code goes by the kind.
 */
public abstract sealed class LedgerException extends RuntimeException
        permits UnreadableInputException,
                UnwritableOutputException,
                SchemasUnavailableException,
                ClusterException,
                TakenException {
    private static final long serialVersionUID = 1L;

    LedgerException(String message) {
        super(message);
    }

    LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.luoledger.wire;

/**
 * What the schema ids stand for can't be told: a registry that is down, or one whose word doesn't fit what is known.
 * Not trouble with one record but with all of them: nobody goes on behind it.
 */
public final class SchemasUnavailableException extends LedgerException {
    private static final long serialVersionUID = 1L;

    public SchemasUnavailableException(String message) {
        super(message);
    }

    public SchemasUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

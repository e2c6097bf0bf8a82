package io.luoledger.wire;

/**
 * Input that can't be read. The message is for people and says what, where and what was expected. Commands exit with 3.
 */
public class UnreadableInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableInputException(String message) {
        super(message);
    }

    public UnreadableInputException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.luoledger.experiment.bdf;

/** What numbers a bridge got that was plugged in after the preserve, by those in use in its hierarchy then. */
public enum NewNumbers {
    /** None: nothing below it is found. */
    NONE("none"),
    /** Higher ones than any in use, and the port it is plugged into passes them on. */
    HIGHER("higher"),
    /** Higher ones than any in use, which the port it is plugged into doesn't pass on: nothing below it is found. */
    HIGHER_UNREACHABLE("higherUnreachable"),
    /** Not higher, but those that the port it is plugged into had spare. */
    OF_ITS_PORT("ofItsPort"),
    /** Numbers that another bridge held. */
    OVERLAPPING("overlapping");

    private final String word;

    NewNumbers(String word) {
        this.word = word;
    }

    /** As reports and programs call it. */
    public String word() {
        return word;
    }
}

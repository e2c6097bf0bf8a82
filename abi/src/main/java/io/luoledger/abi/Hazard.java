package io.luoledger.abi;

/**
 * What a header's text shows and no layout does: something that may break the hand-over without a change of any byte.
 *
 * @param path "STRUCT", "STRUCT.FIELD" or an enum's name
 * @param detail what was found there
 * @param place file and line
 */
public record Hazard(Kind kind, String path, String detail, String place) {
    /** Sorts of them. */
    public enum Kind {
        /** Constants of an enum that have no values of their own: one more in between renumbers the rest. */
        ENUM_WITHOUT_VALUES,
        /** A value that is numbered outside the headers of the ABI. */
        INTERNAL_CONSTANT
    }
}

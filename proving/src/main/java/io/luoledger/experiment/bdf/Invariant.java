package io.luoledger.experiment.bdf;

/** What has to hold for each preserved function, in the next kernel at the moment when its file is retrieved. */
public enum Invariant {
    ADDRESS_STABLE("addressStable", "address", "the kernel has the function at the address at which it was preserved"),
    PATH_NUMBERS_STABLE(
            "pathNumbersStable",
            "path",
            "each bridge above it holds the numbers it held, and the kernel sees the function below the same bridges"),
    NOBODY_ELSE_AT_PRESERVED_ADDRESS(
            "nobodyElseAtPreservedAddress", "nobody else", "no other function is at its address"),
    REQUESTER_ID_UNCHANGED(
            "requesterIdUnchanged",
            "requester",
            "its requests say they come from where they came from, and completions find it: when enumeration ends, and later"),
    RETRIEVED_IS_PROMISED(
            "retrievedIsPromised", "retrieved", "a file that is retrieved is that of the function that was preserved");

    private final String word;
    private final String head;
    private final String about;

    Invariant(String word, String head, String about) {
        this.word = word;
        this.head = head;
        this.about = about;
    }

    /** As reports and programs call it. */
    public String word() {
        return word;
    }

    /** The same over a narrow column. */
    public String head() {
        return head;
    }

    public String about() {
        return about;
    }
}

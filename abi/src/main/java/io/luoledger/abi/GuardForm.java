package io.luoledger.abi;

/** How a guard tells the incoming kernel whether it may believe the bytes. */
public enum GuardForm {
    /** A string with the version in it: "luo-v5". */
    STRING("compatible string"),
    /** Something is found under it, or isn't. */
    NAME("name"),
    /** A number beside the data. */
    VERSION("version field"),
    /** A number that is always the same: it tells that there is such a struct, not which one. */
    MAGIC("magic number"),
    /** Bits of what the writer knows, what its reader must know, and what is used. They tell of presence, not of layout. */
    FEATURES("feature flags"),
    /** The data once for each version, each under its own number. */
    COPIES("versions side by side");

    private final String words;

    GuardForm(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** What guards of a layer are, unless they say otherwise. */
    public static GuardForm usual(Layer layer) {
        return switch (layer) {
            case KEXEC_METADATA, FLB_VERSION, CLIENT_VERSION -> VERSION;
            case KHO_MEMORY_MAP, KHO_NODE, LUO_NODE, KHO_DATA, KHO_SIZE, LUO_NAME -> NAME;
            case NODE_VERSION -> COPIES;
            case MAGIC -> MAGIC;
            case FEATURES -> FEATURES;
            case KHO_ROOT, LUO, LUO_PART, HANDLER, FLB, OTHER -> STRING;
        };
    }
}

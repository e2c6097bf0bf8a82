package io.luoledger.fleet;

/** How many live updates and findings of each host are known to pages, the newest of them. */
public record Newest(int updates, int findings) {
    /** Years of a host's; what one change of it costs doesn't grow beyond. */
    static final Newest AT_FIRST = new Newest(256, 16_384);

    /** The last live update, and one finding, are kept of every host. */
    boolean isLeast() {
        return updates == 1 && findings == 1;
    }

    Newest halved() {
        return new Newest(Math.max(1, updates / 2), Math.max(1, findings / 2));
    }
}

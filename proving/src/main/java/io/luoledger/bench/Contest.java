package io.luoledger.bench;

/** Two things side by side. Life: made, which may take long; both sides run by turns; closed. */
interface Contest extends AutoCloseable {
    Cost ours() throws Exception;

    Cost theirs() throws Exception;

    @Override
    default void close() {}

    /** One that holds nothing. */
    static Contest of(Cost.Work ours, Cost.Work theirs) {
        return new Contest() {
            @Override
            public Cost ours() throws Exception {
                return Cost.of(ours);
            }

            @Override
            public Cost theirs() throws Exception {
                return Cost.of(theirs);
            }
        };
    }
}

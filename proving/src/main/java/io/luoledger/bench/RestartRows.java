package io.luoledger.bench;

import java.util.List;

/** How fast an instance has its states back, beside how fast it processes the same events. */
final class RestartRows {
    private RestartRows() {}

    static List<Row> rows() {
        return List.of(
                row("restart-restored", "states restored from their changelogs", Processing::restored),
                row("restart-rebuilt", "states made anew of the ledger", Processing::rebuilt));
    }

    @FunctionalInterface
    private interface Restart {
        Cost of(Processing processing) throws Exception;
    }

    private static Row row(String id, String about, Restart restart) {
        return new Row.Ratio(
                id,
                about + " / processing the same events",
                Row.Bound.AT_LEAST,
                Row.Clock.CPU,
                0.8,
                0.8,
                setting -> beside(setting, restart));
    }

    private static Contest beside(Setting setting, Restart restart) throws Exception {
        Processing processing = new Processing(setting);
        return new Contest() {
            private boolean processed;

            @Override
            public Cost ours() throws Exception {
                if (!processed) {
                    theirs();
                }
                return restart.of(processing);
            }

            @Override
            public Cost theirs() throws Exception {
                processed = true;
                return processing.ledger();
            }

            @Override
            public void close() {
                processing.close();
            }
        };
    }
}

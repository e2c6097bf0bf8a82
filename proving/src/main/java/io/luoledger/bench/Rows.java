package io.luoledger.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every row, in the order of the table. */
public final class Rows {
    private Rows() {}

    public static List<Row> all() {
        List<Row> rows = new ArrayList<>(LogRows.rows());
        rows.add(PublishRow.row());
        rows.addAll(TopologyRows.rows());
        rows.addAll(RestartRows.rows());
        rows.addAll(GrowthRows.rows());
        rows.addAll(SimulatorRows.rows());
        rows.add(TraceRow.row());
        rows.addAll(StartRows.rows());
        rows.add(SizeRow.row());
        return List.copyOf(rows);
    }

    public static Optional<Row> find(String id) {
        return all().stream().filter(row -> row.id().equals(id)).findFirst();
    }
}

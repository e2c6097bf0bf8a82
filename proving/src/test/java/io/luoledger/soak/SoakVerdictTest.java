package io.luoledger.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** What is concluded of an hour, and how it is shown. */
class SoakVerdictTest {
    private static final int ROWS = 240;

    @Test
    void shouldCallALeakGrowthAndAWarmUpFlat() {
        // Given: a leak that no single quarter shows at first sight, and a size that is reached in the first one
        Series leak = series("serve_heap_mib", row -> 100 + row / 10.0);
        Series warmUp = series("serve_heap_mib", row -> Math.min(100, row * 2));

        // When
        Verdict leaking = Verdict.of(leak);
        Verdict flat = Verdict.of(warmUp);

        // Then
        assertThat(leaking.grew()).isTrue();
        assertThat(leaking.text()).contains("serve_heap_mib", "GREW");
        assertThat(flat.grew()).as(flat.text()).isFalse();
    }

    @Test
    void shouldNotBeDeceivedByTheUpAndDownOfTrimmingNorMindWhatIsKept() {
        // Given
        Series saw = series("topic_events_mib", row -> row % 20);
        Series kept = series("archive_mib", row -> row);

        // When, Then
        assertThat(Verdict.of(saw).grew()).isFalse();
        assertThat(Verdict.of(kept).grew()).isFalse();
    }

    @Test
    void shouldTakeNothingSeenForNoProof() {
        // Given
        Series nothing = series("stream_threads", row -> Double.NaN);

        // When, Then
        assertThat(Verdict.of(nothing).grew()).isTrue();
        assertThat(Verdict.of(new Series()).grew()).isTrue();
    }

    @Test
    void shouldDrawAPictureThatIsXmlAndWriteATable() throws Exception {
        // Given
        Series series = series("serve_heap_mib", row -> row == 3 ? Double.NaN : row);

        // When
        String svg = new Plot(series)
                .panel("heap, MiB", List.of("serve_heap_mib", "not_there"))
                .svg();
        String csv = series.csv();

        // Then
        var lines = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(2);
        String points = lines.item(0).getAttributes().getNamedItem("points").getNodeValue();
        assertThat(points.split(" ")).as("what isn't known is no point").hasSize(ROWS - 1);
        assertThat(csv.lines()).hasSize(ROWS + 1).startsWith("minute,serve_heap_mib", "0,0", "0.25,1");
        assertThat(csv).contains("\n0.75,\n");
    }

    private static Series series(String column, IntToDoubleFunction value) {
        Series series = new Series();
        for (int row = 0; row < ROWS; row++) {
            Map<String, Double> one = new LinkedHashMap<>();
            one.put(Series.MINUTE, row / 4.0);
            one.put(column, value.applyAsDouble(row));
            series.add(one);
        }
        return series;
    }
}

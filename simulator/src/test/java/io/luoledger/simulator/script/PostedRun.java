package io.luoledger.simulator.script;

import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.Source;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.KernelProfiles;
import java.util.ArrayList;
import java.util.List;

/** One host's life on kernels with something that was posted: results of its calls, and what was told. */
final class PostedRun {
    private final List<String> results = new ArrayList<>();
    private final List<String> out = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();

    private PostedRun() {}

    /** @param kernels one per boot, the last for all further ones */
    static PostedRun of(List<String> kernels, String script) {
        PostedRun run = new PostedRun();
        ScriptedHost host = new ScriptedHost(
                new Journal("h", Source.idOf("posted"), new LogicalClock(0), run.drafts::add),
                kernels.stream()
                        .map(name -> KernelProfiles.find(name).orElseThrow())
                        .toList(),
                OpScript.parse("posted", script),
                new Dice(1),
                (stage, result) -> {
                    run.results.add(String.valueOf(result.result()));
                    run.out.add(result.out().toString());
                });
        boolean more = true;
        while (more) {
            more = host.step();
        }
        return run;
    }

    List<String> results() {
        return results;
    }

    /** The last calls' results. */
    List<String> last(int count) {
        return results.subList(results.size() - count, results.size());
    }

    String last() {
        return results.getLast();
    }

    /** What the last call gave. */
    String lastOut() {
        return out.getLast();
    }

    /** What the first event of this kind rests on. */
    List<String> assumptions(Class<? extends Body> kind) {
        return drafts.stream()
                .filter(draft -> kind.isInstance(draft.body()))
                .findFirst()
                .orElseThrow()
                .assumptions();
    }

    <T extends Body> List<T> bodies(Class<T> kind) {
        return drafts.stream()
                .map(Draft::body)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}

package io.luoledger.cli;

import io.luoledger.experiment.rollout.Answer;
import io.luoledger.experiment.rollout.Bounds;
import io.luoledger.experiment.rollout.Order;
import io.luoledger.experiment.rollout.Property;
import io.luoledger.experiment.rollout.Rule;
import io.luoledger.experiment.told.RolloutStory;
import io.luoledger.experiment.told.ToldStory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the rules of a roll-out keep, and the smallest orders in which something is lost. */
final class RolloutReport {
    private final Bounds bounds;
    private final List<Answer> answers;

    RolloutReport(Bounds bounds, List<Answer> answers) {
        this.bounds = bounds;
        this.answers = answers;
    }

    void print(PrintWriter out) {
        out.println("Every order of up to " + Counts.of(bounds.kernels(), "kernel") + " with "
                + Counts.of(bounds.features(), "feature") + ", a host's way in it up to "
                + Counts.of(bounds.hops(), "hop") + "; where a rule doesn't forbid it, hosts leave out up to "
                + Counts.of(bounds.skip(), "release") + ".");
        out.println();
        printTable(out);
        printBounds(out);
        out.println();
        printProperties(out);
        out.println();
        printRules(out);
        printDifferences(out);
        printOrders(out);
    }

    private void printTable(PrintWriter out) {
        TextTable table = new TextTable(0).numbers(6, 7);
        table.head(Stream.concat(
                        Stream.concat(
                                Stream.of("rule"),
                                Arrays.stream(Property.values()).map(Property::title)),
                        Stream.of("orders", "states"))
                .toArray());
        for (Answer answer : answers) {
            List<Object> row = new ArrayList<>(List.of(answer.rule().id()));
            for (Property property : Property.values()) {
                row.add(cell(answer, property));
            }
            row.add(number(answer.trains()));
            row.add(number(answer.states()));
            table.row(row.toArray());
        }
        table.print(out);
    }

    private static String cell(Answer answer, Property property) {
        Order order = answer.lost().get(property);
        if (order != null) {
            return "LOST " + order.train().size() + "/" + order.hopCount();
        }
        return answer.isWhole() ? "kept" : "unknown";
    }

    private void printBounds(PrintWriter out) {
        out.println(
                "LOST 3/2: in an order of 3 kernels, after 2 hops, and in none with fewer. kept: in none of these states;"
                        + " longer orders weren't looked at. Where \"forward\" is lost, the rest is of hosts that got through.");
        for (Answer answer : answers) {
            if (answer.hopsCut()) {
                out.println(answer.rule().id() + ": hosts can go on after " + Counts.of(bounds.hops(), "hop")
                        + "; what isn't lost until then is unknown");
            }
            if (answer.statesCut()) {
                out.println(answer.rule().id() + ": given up after " + number(answer.states())
                        + " states; what isn't lost until then is unknown");
            }
        }
    }

    private static void printProperties(PrintWriter out) {
        TextTable table = new TextTable(2);
        for (Property property : Property.values()) {
            table.row(property.title(), property.says() + (property.isOfOptionalData() ? " (optional data)" : ""));
        }
        table.print(out);
    }

    private void printRules(PrintWriter out) {
        out.println("rules");
        TextTable table = new TextTable(2);
        for (Answer answer : answers) {
            Rule rule = answer.rule();
            table.row(rule.id(), (rule.like() == null ? "" : rule.like() + ", but ") + rule.says());
        }
        table.print(out);
    }

    /** What each part of a rule is for: what is lost without it, of what is kept with it. */
    private void printDifferences(PrintWriter out) {
        TextTable table = new TextTable(2);
        boolean any = false;
        for (Answer answer : answers) {
            Answer whole = find(answer.rule().like());
            if (whole != null) {
                any = true;
                table.row(answer.rule().id(), difference(whole, answer));
            }
        }
        if (any) {
            out.println();
            out.println("what a change of a rule does");
            table.print(out);
        }
    }

    private static String difference(Answer before, Answer after) {
        String lost = titles(before, after);
        String gained = titles(after, before);
        return Stream.of(lost.isEmpty() ? "" : "loses " + lost, gained.isEmpty() ? "" : "keeps " + gained)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("; "), text -> text.isEmpty() ? "changes nothing" : text));
    }

    /** What the first keeps, for all that is known, and the other loses. */
    private static String titles(Answer keeps, Answer loses) {
        return Arrays.stream(Property.values())
                .filter(property ->
                        !keeps.lost().containsKey(property) && loses.lost().containsKey(property))
                .map(property -> "\"" + property.title() + "\"")
                .collect(Collectors.joining(", "));
    }

    private @Nullable Answer find(@Nullable String rule) {
        return answers.stream()
                .filter(answer -> answer.rule().id().equals(rule))
                .findFirst()
                .orElse(null);
    }

    // ---- orders ----

    /** What makes two orders the same to look at. */
    private record Same(List<Order.Member> members, List<Integer> path, List<Order.Hop> hops) {}

    private void printOrders(PrintWriter out) {
        Map<Same, List<Order>> orders = new LinkedHashMap<>();
        for (Answer answer : answers) {
            for (Property property : Property.values()) {
                Order order = answer.lost().get(property);
                if (order != null) {
                    orders.computeIfAbsent(
                                    new Same(order.members(), order.path(), order.hops()), same -> new ArrayList<>())
                            .add(order);
                }
            }
        }
        if (!orders.isEmpty()) {
            out.println();
            out.println("the smallest orders in which something is lost");
        }
        orders.values().forEach(same -> printOrder(out, same));
    }

    private static void printOrder(PrintWriter out, List<Order> same) {
        Order order = same.getFirst();
        out.println();
        out.println(same.stream()
                .collect(Collectors.groupingBy(
                        one -> one.rule().id(),
                        LinkedHashMap::new,
                        Collectors.mapping(one -> "\"" + one.property().title() + "\"", Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(rule -> rule.getKey() + " loses " + rule.getValue())
                .collect(Collectors.joining("; ")));
        TextTable kernels = new TextTable(2);
        kernels.head("kernel", "reads", "writes");
        order.members().forEach(member -> kernels.row(member.name(), member.reads(), member.writes()));
        kernels.print(out);
        TextTable hops = new TextTable(2);
        int number = 0;
        for (Order.Hop hop : order.hops()) {
            number++;
            hops.row("hop " + number, hop.from() + " -> " + hop.to(), told(hop));
        }
        hops.print(out);
        Set<String> why = new LinkedHashSet<>();
        same.forEach(one -> why.addAll(one.why()));
        why.forEach(sentence -> out.println("  lost: " + sentence));
        same.stream()
                .map(RolloutStory::of)
                .flatMap(List::stream)
                .forEach(story -> out.println("  " + ToldStory.of(story).text()));
    }

    private static String told(Order.Hop hop) {
        if (!hop.taken()) {
            return "REFUSED";
        }
        return hop.lost().isEmpty() ? "taken" : "taken, without data of " + String.join(", ", hop.lost());
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}

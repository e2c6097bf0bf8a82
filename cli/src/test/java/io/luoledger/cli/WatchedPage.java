package io.luoledger.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A browser's page, with what it complained of and whom it asked. */
final class WatchedPage implements AutoCloseable {
    private static final int HEIGHT = 900;
    private static final double PATIENCE_MILLIS = 180_000;

    private final BrowserContext context;
    private final Page page;
    private final String site;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    WatchedPage(Browser browser, String site, int width, boolean dark) {
        this.site = site;
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, HEIGHT)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> asked.add(request.url()));
    }

    /** Goes there, and waits until it is drawn. */
    WatchedPage visit(String path) {
        page.navigate(site + path);
        return drawn();
    }

    WatchedPage drawn() {
        page.waitForFunction("() => {"
                + " const main = document.getElementById('main');"
                + " return main && main.dataset.shown === location.pathname && !main.hasAttribute('aria-busy'); }");
        return this;
    }

    Page page() {
        return page;
    }

    Locator heading() {
        return page.locator("h1");
    }

    /** Waits until it is there. */
    WatchedPage sees(String selector, String text) {
        assertThat(page.locator(selector).first())
                .containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        return this;
    }

    String path() {
        return page.url().substring(site.length());
    }

    /** Pixels by which the page is wider than its window. */
    int overflow() {
        return ((Number) page.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue();
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    List<String> askedElsewhere() {
        return asked.stream()
                .filter(url -> !url.startsWith(site + "/") && !url.startsWith("data:"))
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}

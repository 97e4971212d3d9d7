/** Where the page begins. */
import { render } from "preact"
import "uplot/dist/uPlot.min.css"
import { App } from "./app.tsx"
import { startEdgeMovies } from "./chart/edge-movies.tsx"
import "./lab.css"
import { startKeyboard } from "./parts/keyboard.ts"
import { startConnection } from "./state/connection.ts"
import { startDeepLinks } from "./state/deep-link.ts"
import { startSelection } from "./state/selection.ts"
import { startTheme } from "./state/theme.ts"

startTheme()
startEdgeMovies()
startSelection()
startDeepLinks()
startKeyboard()
render(<App />, document.getElementById("app")!)
startConnection()

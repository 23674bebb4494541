# The names of companies and protocols, which are the same in every language.

provider-google-oauth2 = Google
provider-github = GitHub
provider-windowslive = Microsoft
provider-waad = Microsoft Entra
provider-apple = Apple
provider-facebook = Facebook
provider-linkedin = LinkedIn
provider-twitter = X
provider-amazon = Amazon
provider-bitbucket = Bitbucket
provider-discord = Discord
provider-line = LINE
provider-paypal = PayPal
provider-slack = Slack
provider-spotify = Spotify
